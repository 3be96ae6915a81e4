/** A small pseudo-random generator (mulberry32): the same seed gives the same numbers on every machine. Not for secrets. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer between `least` and `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  /** `size` flags of which exactly `set` are true, in random order. */
  flags(size: number, set: number): boolean[] {
    const flags = Array.from({ length: size }, (_, index) => index < set);
    for (let last = size - 1; last > 0; last -= 1) {
      const other = this.integer(0, last);
      [flags[last], flags[other]] = [flags[other] === true, flags[last] === true];
    }
    return flags;
  }
}
