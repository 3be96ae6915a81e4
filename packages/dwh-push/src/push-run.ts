import { DwhPushError } from './errors.js';
import type { ResolvedPush } from './options.js';
import type { Clock } from './ports/clock.js';
import type { ProgressEvent } from './progress.js';
import type { PushReceipt } from './receipt.js';
import { RetryBudget, withinBudget } from './shared/retry-budget.js';
import { STEPS, type Step } from './steps.js';

/** How long the retries of one step may wait in all. A service that is down for longer is not helped by more of them. */
const RETRY_BUDGET_MS = 300_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What one push has done so far: counts, times per step, where it is. Becomes the receipt, whether the push succeeds or fails. */
export class PushRun {
  readonly facts: Partial<Mutable<PushReceipt>> & Mutable<Pick<PushReceipt, 'rowsRead' | 'rowsLoaded' | 'rowsRejected' | 'sourceBytes' | 'stagedBytes' | 'committed'>> = {
    committed: 'no',
    rowsRead: 0,
    rowsLoaded: 0,
    rowsRejected: 0,
    sourceBytes: 0,
    stagedBytes: 0,
  };
  totalSourceBytes: number | undefined = undefined;
  /** The account that ran the load job. */
  identity: string | undefined = undefined;
  /** What the push failed with. */
  failure: DwhPushError | undefined = undefined;
  /** Where the push failed. */
  failedStep: Step | undefined = undefined;
  readonly #push: ResolvedPush;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #durations = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>;
  readonly #times = new Map<Step, { from: number; to: number }>();
  readonly #budgets = Object.fromEntries(STEPS.map((step) => [step, new RetryBudget(RETRY_BUDGET_MS)])) as Record<Step, RetryBudget>;
  /** Aborts when the caller aborts, the deadline passes, or the push is stopped for another reason. */
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #cancelDeadline: () => void;
  #step: Step = 'source';

  constructor(push: ResolvedPush, clock: Clock) {
    this.#push = push;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.signal = push.signal === undefined ? this.#stop.signal : AbortSignal.any([push.signal, this.#stop.signal]);
    const { deadlineMs } = push;
    this.#cancelDeadline =
      deadlineMs === undefined ? () => undefined : clock.alarm(deadlineMs, () => this.stop(new DwhPushError('DEADLINE_EXCEEDED', `The push did not end within ${deadlineMs} ms.`)));
  }

  /** Ends the push at its next wait, as an abort does; the error says why. */
  stop(reason: DwhPushError): void {
    this.#stop.abort(reason);
  }

  /** As an ISO time. */
  get startedAt(): string {
    return new Date(this.#startedAt).toISOString();
  }

  /** When each step worked, from its first moment to its last, in milliseconds since 1970. */
  get times(): ReadonlyMap<Step, { readonly from: number; readonly to: number }> {
    return this.#times;
  }

  /** Nothing is timed or stopped any more. */
  end(): void {
    this.#cancelDeadline();
  }

  /** Runs one step: times it, ends it at once where the caller has aborted, and gives every error a code. */
  step<T>(step: Step, work: () => Promise<T>): Promise<T> {
    this.#step = step;
    this.progress();
    return this.ahead(step, work);
  }

  /** The same for work that a step does ahead of its turn: the push is still where it was. */
  async ahead<T>(step: Step, work: () => Promise<T>): Promise<T> {
    const before = this.#total();
    const began = performance.now();
    this.#worked(step);
    try {
      this.signal.throwIfAborted();
      return await withinBudget(this.#budgets[step], work);
    } catch (error) {
      throw this.#coded(error, step);
    } finally {
      this.#worked(step);
      // What streams below have counted for their own steps while this one waited for them is theirs.
      this.#durations[step] += performance.now() - began - (this.#total() - before);
    }
  }

  /** Passes a stream on and counts the time that it takes for its step, less what the streams that it reads have counted for theirs. */
  async *stream<T>(step: Step, items: AsyncIterable<T>, onItem?: (item: T) => void): AsyncGenerator<T> {
    const iterator = items[Symbol.asyncIterator]();
    this.#worked(step);
    try {
      for (;;) {
        this.signal.throwIfAborted();
        const before = this.#total();
        const began = performance.now();
        const { done, value } = await iterator.next();
        this.#durations[step] += performance.now() - began - (this.#total() - before);
        if (done === true) return;
        onItem?.(value);
        yield value;
      }
    } finally {
      this.#worked(step);
      await iterator.return?.();
    }
  }

  progress(): void {
    const { sourceBytes, rowsRead, stagedBytes } = this.facts;
    const event: ProgressEvent = { step: this.#step, sourceBytes, totalSourceBytes: this.totalSourceBytes, rowsRead, stagedBytes };
    try {
      const told: unknown = this.#push.onProgress?.(event);
      if (told instanceof Promise) told.catch(() => undefined);
    } catch {
      // A display that fails is no reason to fail the push.
    }
  }

  succeeded(outcome: 'published' | 'unchanged'): PushReceipt {
    this.#cancelDeadline();
    this.#step = 'report';
    this.progress();
    return this.#receipt({ outcome });
  }

  /** The error with its receipt, which says how far the push had come. */
  failed(error: unknown): DwhPushError {
    this.#cancelDeadline();
    const coded = this.#coded(error, this.#step);
    this.failedStep = coded.step;
    this.failure = coded;
    coded.receipt = this.#receipt({ outcome: 'failed', errorCode: coded.code, committed: coded.committed });
    return coded;
  }

  #worked(step: Step): void {
    const now = this.#clock.now();
    this.#times.set(step, { from: this.#times.get(step)?.from ?? now, to: now });
  }

  #total(): number {
    return STEPS.reduce((sum, step) => sum + this.#durations[step], 0);
  }

  #coded(error: unknown, step: Step): DwhPushError {
    const { committed } = this.facts;
    if (this.#stop.signal.aborted && error === this.#stop.signal.reason) {
      const { code, message } = error as DwhPushError;
      return new DwhPushError(code, message, { step, committed });
    }
    if (DwhPushError.isInstance(error)) return error;
    if (this.#push.signal?.aborted === true && error === this.#push.signal.reason) {
      return new DwhPushError('ABORTED', `The push was aborted by its caller in the step ${step}.`, { step, committed, cause: error });
    }
    return new DwhPushError('UNEXPECTED', `An unexpected ${error instanceof Error ? error.name : typeof error} ended the push in the step ${step}.`, { step, committed, cause: error });
  }

  #receipt(outcome: Partial<PushReceipt> & Pick<PushReceipt, 'outcome'>): PushReceipt {
    const { report: _, ...durations } = this.#durations;
    const rounded = Object.fromEntries(Object.entries(durations).map(([step, duration]) => [step, Math.round(duration)])) as typeof durations;
    return Object.freeze({
      ...this.facts,
      ...outcome,
      table: this.#push.tableName,
      ...(this.#push.partition === undefined ? {} : { partition: this.#push.partition }),
      source: this.#push.source.name,
      startedAt: this.startedAt,
      finishedAt: new Date(this.#clock.now()).toISOString(),
      durationsMs: Object.freeze(rounded),
    });
  }
}
