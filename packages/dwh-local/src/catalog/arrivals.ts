/**
 * The catalog hears of a new table some time after it was made. Here that time is counted in questions, so that tests are the same every
 * time: the first `delay` calls that ask for an entry of something new do not find it.
 */
export class Arrivals {
  readonly #delay: number;
  readonly #opened = Date.now();
  readonly #asked = new Map<string, number>();

  constructor(delay: number) {
    this.#delay = delay;
  }

  /** Whether an entry is there; counts the question. `created`, in milliseconds, tells what is new. */
  ask(name: string, created: number): boolean {
    const arrived = this.hasArrived(name, created);
    if (!arrived) this.#asked.set(keyOf(name, created), (this.#asked.get(keyOf(name, created)) ?? 0) + 1);
    return arrived;
  }

  /** The same without counting. */
  hasArrived(name: string, created: number): boolean {
    return created < this.#opened || (this.#asked.get(keyOf(name, created)) ?? 0) >= this.#delay;
  }
}

function keyOf(name: string, created: number): string {
  return `${name}@${created}`;
}
