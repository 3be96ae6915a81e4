import type { Clock } from '../ports/clock.js';
import { jitter, type RetryPolicy } from './retry.js';

interface ResumingOptions {
  /** Whether what follows `position` may be asked for after this error. */
  readonly isBreak: (error: unknown, position: number) => boolean;
  readonly clock: Clock;
  /** Counted anew whenever `progressBytes` have come. */
  readonly policy: RetryPolicy;
  readonly progressBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** Bytes from 0 to the end, asked for again from where they broke off, with full jitter and within a budget; then the last error is thrown. */
export async function* resuming(from: (position: number) => AsyncIterable<Buffer>, { isBreak, clock, policy, progressBytes, signal }: ResumingOptions): AsyncGenerator<Buffer> {
  let position = 0;
  let goodUntil = 0;
  let tries = 0;
  let since = 0;
  for (;;) {
    try {
      for await (const chunk of from(position)) {
        position += chunk.length;
        if (position - goodUntil >= progressBytes) {
          goodUntil = position;
          tries = 0;
        }
        yield chunk;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!isBreak(error, position)) throw error;
      if (tries === 0) since = clock.now();
      tries += 1;
      const wait = jitter(tries, clock, policy);
      if (tries >= policy.maxTries || clock.now() - since + wait > policy.budgetMs) throw error;
      await clock.sleep(wait, signal);
    }
  }
}
