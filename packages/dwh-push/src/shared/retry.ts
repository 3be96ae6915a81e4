import type { Clock } from '../ports/clock.js';
import { mayWait } from './retry-budget.js';

export interface RetryPolicy {
  /** Milliseconds: the longest first wait; each further one may be twice as long. */
  readonly baseMs: number;
  readonly capMs: number;
  /** No wait begins that would end later than this after the first try. */
  readonly budgetMs: number;
  readonly maxTries: number;
}

export const DEFAULT_RETRY: RetryPolicy = { baseMs: 500, capMs: 32_000, budgetMs: 120_000, maxTries: 6 };

/**
 * Calls until it succeeds, fails in a way that `isRetryable` declines, or the budget is spent; then the last error is thrown. Waits with full jitter:
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export async function retrying<T>(call: () => Promise<T>, isRetryable: (error: unknown) => boolean, clock: Clock, policy: RetryPolicy, signal?: AbortSignal): Promise<T> {
  const startedAt = clock.now();
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const wait = jitter(tries, clock, policy);
      const spent = tries >= policy.maxTries || clock.now() - startedAt + wait > policy.budgetMs;
      if (spent || !isRetryable(error) || !mayWait(wait)) throw error;
      await clock.sleep(wait, signal);
    }
  }
}

/** Milliseconds to wait after that many tries. */
export function jitter(tries: number, clock: Clock, { capMs, baseMs }: RetryPolicy): number {
  return clock.random() * Math.min(capMs, baseMs * 2 ** (tries - 1));
}
