import type { StorageClock } from './storage-clock.js';

/** Generations look like the service's, microseconds since 1970, and always grow, also when the machine's clock does not. */
export class GenerationClock {
  readonly #clock: StorageClock;
  #last: bigint;

  constructor(clock: StorageClock, last: bigint) {
    this.#clock = clock;
    this.#last = last;
  }

  next(): string {
    const now = BigInt(this.#clock.millis()) * 1000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last.toString();
  }
}
