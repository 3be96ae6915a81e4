/** What time it is for Cloud Storage. Tests move it ahead; it never goes back. */
export class StorageClock {
  #ahead = 0;

  /** Milliseconds since 1970. */
  millis(): number {
    return Date.now() + this.#ahead;
  }

  /** RFC 3339. */
  now(): string {
    return new Date(this.millis()).toISOString();
  }

  advance(ms: number): void {
    this.#ahead += ms;
  }
}
