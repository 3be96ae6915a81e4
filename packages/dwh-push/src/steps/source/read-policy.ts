import type { RetryPolicy } from '../../shared/retry.js';

/** Of breaks without progress between them: whoever sends a little each time is not waited for without end. */
export const READ_RETRY: RetryPolicy = { baseMs: 500, capMs: 8_000, budgetMs: 60_000, maxTries: 6 };
export const PROGRESS_BYTES = 1024 * 1024;
/** How long a connection may be silent while bytes are awaited. */
export const IDLE_MS = 60_000;
