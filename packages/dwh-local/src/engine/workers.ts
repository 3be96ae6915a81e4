/**
 * DuckDB's worker threads. While nobody claims them there are none: the thread that asks does small work sooner alone than it wakes others, and a warehouse at rest is small work only.
 * https://duckdb.org/docs/stable/configuration/overview (`threads`)
 */
export class Workers {
  #claims = 0;
  #threads = 1;
  #changing = Promise.resolve();

  /** @param most - threads in all, the asking one included @param set - changes how many there are */
  constructor(
    readonly most: number,
    readonly set: (threads: number) => Promise<void>,
  ) {}

  /** For work on many rows. @returns gives them back; to be called once */
  async claim(): Promise<() => void> {
    this.#claims += 1;
    await this.#change();
    return () => {
      this.#claims -= 1;
      // A database that was closed meanwhile has no threads to change.
      this.#change().catch(() => undefined);
    };
  }

  #change(): Promise<void> {
    const changed = this.#changing.then(async () => {
      const threads = this.#claims > 0 ? this.most : 1;
      if (threads === this.#threads) return;
      await this.set(threads);
      this.#threads = threads;
    });
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}
