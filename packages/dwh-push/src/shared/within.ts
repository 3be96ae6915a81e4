import type { Clock } from '../ports/clock.js';

const SETTLED = new Error('settled');

/** Settles like `work`, or rejects with what `late` makes once that many milliseconds have passed; the work itself goes on where it cannot be stopped. */
export async function within<T>(work: Promise<T>, milliseconds: number, clock: Clock, late: () => unknown): Promise<T> {
  const done = new AbortController();
  const deadline = clock.sleep(milliseconds, done.signal).then(() => {
    throw late();
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    done.abort(SETTLED);
  }
}
