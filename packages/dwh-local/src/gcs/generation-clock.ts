/** Generations look like the service's, microseconds since 1970, and always grow, also when the machine's clock does not. */
export class GenerationClock {
  #last: bigint;

  constructor(last: bigint) {
    this.#last = last;
  }

  next(): string {
    const now = BigInt(Date.now()) * 1000n;
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last.toString();
  }
}
