import type { Clock } from '../ports/clock.js';
import { ServiceError } from '../ports/service-error.js';
import { abortable } from './abort.js';

/** Time that several calls may take together. What is not done by then is given up. */
export class TimeBudget {
  #left: number;

  /** @param milliseconds - in all */
  constructor(
    readonly clock: Clock,
    milliseconds: number,
  ) {
    this.#left = milliseconds;
  }

  /**
   * @param work - gets a signal that aborts when the time is over, and how many milliseconds are left
   * @throws ServiceError `deadlineExceeded`, at once where nothing is left
   */
  async within<T>(work: (signal: AbortSignal, left: number) => Promise<T>): Promise<T> {
    if (this.#left <= 0) throw OVER;
    const began = this.clock.now();
    const abort = new AbortController();
    const cancelAlarm = this.clock.alarm(this.#left, () => abort.abort(OVER));
    try {
      return await abortable(work(abort.signal, this.#left), abort.signal);
    } finally {
      cancelAlarm();
      this.#left -= this.clock.now() - began;
    }
  }
}

const OVER = new ServiceError('within the time for it', undefined, 'deadlineExceeded', true);
