import { AsyncLocalStorage } from 'node:async_hooks';

/** How long the retries of one piece of work may wait in all, whichever of its calls they are of. */
export class RetryBudget {
  #leftMs: number;

  constructor(milliseconds: number) {
    this.#leftMs = milliseconds;
  }

  /** Takes a wait out of the budget; false where there is not as much left. */
  spend(milliseconds: number): boolean {
    if (milliseconds > this.#leftMs) return false;
    this.#leftMs -= milliseconds;
    return true;
  }
}

const current = new AsyncLocalStorage<RetryBudget>();

/** Every retry that begins inside of `work`, however deep, comes out of the budget. */
export function withinBudget<T>(budget: RetryBudget, work: () => Promise<T>): Promise<T> {
  return current.run(budget, work);
}

/** Whether a retry may wait: always where no budget is set. */
export function mayWait(milliseconds: number): boolean {
  return current.getStore()?.spend(milliseconds) ?? true;
}
