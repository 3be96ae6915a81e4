/**
 * What goes wrong. "The effect" is what the request does to the warehouse; an error after it is the case that clients get wrong.
 * - `error`: the answer is this error, and nothing was done.
 * - `error-after-effect`: it was done, and the answer is this error.
 * - `lost-answer`: it was done, and the connection is reset instead of an answer.
 * - `reset`: the connection is reset and nothing was done; with `afterBytes`, once that many bytes of the body were read (a resumable
 *   upload keeps what it had persisted by then).
 * - `delay`: the answer starts `ms` milliseconds late; nothing is done before that.
 * - `truncate`: it was done, and the connection is reset after `bytes` bytes of the answer's body (half of it unless set).
 *
 * For gRPC methods `status` is the HTTP status that stands for the code (404 for NOT_FOUND), `reason` names another code (`ABORTED`), and
 * there is neither `truncate` nor `afterBytes`.
 */
export type Fault =
  | { readonly kind: 'error' | 'error-after-effect'; readonly status: number; readonly reason?: string; readonly message?: string }
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'truncate'; readonly bytes?: number };

/** Which calls a fault meets: those of one method, from the `nth` on. */
export interface FaultTarget {
  /** A method's name as in SUPPORTED.md: `storage.objects.insert`, `storage.objects.insert.chunk`, `bigquery.jobs.insert`, `dataplex.CatalogService.UpdateEntry`. */
  readonly method: string;
  /** The first call that is met, counted from 1 at the moment of adding. Default 1. */
  readonly nth?: number;
  /** How many calls in a row are met. Default 1. */
  readonly times?: number;
}

/** A fault that was added. */
export interface FaultHandle {
  /** How many calls this fault has met so far. */
  readonly hits: number;
  /** Ends the fault: further calls are not met. */
  remove(): void;
}
