/** How long an insertId is remembered, in milliseconds. "At least one minute", says the service, and promises nothing. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 500_000;

/** The insertIds of streamed rows, so that a request that is sent again adds its rows once. Best effort: they go with the process. */
export class InsertIds {
  readonly #seen = new Map<string, number>();

  /** `key` names a row of a table. */
  has(key: string): boolean {
    const until = this.#seen.get(key);
    return until !== undefined && until > Date.now();
  }

  add(keys: readonly string[]): void {
    this.#forget();
    const until = Date.now() + REMEMBERED_MS;
    for (const key of keys) {
      // The oldest come first.
      this.#seen.delete(key);
      this.#seen.set(key, until);
    }
  }

  #forget(): void {
    const now = Date.now();
    for (const [key, until] of this.#seen) {
      if (until > now && this.#seen.size <= MAX_REMEMBERED) return;
      this.#seen.delete(key);
    }
  }
}
