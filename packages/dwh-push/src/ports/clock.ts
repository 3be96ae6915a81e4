/** Time and chance, so that waiting and jitter can be told what to do. */
export interface Clock {
  now(): number;
  /** @throws the signal's reason where it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Rings once, unless it is cancelled by what is returned. Until then the process stays alive: whoever waits for a push gets its end. */
  alarm(milliseconds: number, ring: () => void): () => void;
  /** From 0 to below 1. */
  random(): number;
}
