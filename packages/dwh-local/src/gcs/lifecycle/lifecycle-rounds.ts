const EVERY_MS = 3_600_000;

/** Runs a round at a time: when asked, and every hour. */
export class LifecycleRounds {
  readonly #round: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(round: () => Promise<void>) {
    this.#round = round;
    // What fails is tried again by the next one.
    this.#timer = setInterval(() => void this.now().catch(() => undefined), EVERY_MS).unref();
  }

  async now(): Promise<void> {
    const round = this.#last.catch(() => undefined).then(() => (this.#stopped ? undefined : this.#round()));
    this.#last = round;
    await round;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#last.catch(() => undefined);
  }
}
