import type { Decoded } from '../steps/decode/decode.js';
import type { LoadJob } from '../ports/jobs.js';
import type { PushScope } from '../push-scope.js';
import type { RejectLog } from '../rejects/reject-log.js';
import type { Encoder } from '../steps/stage/encoder.js';

/** A way through validate and stage: accepted records, and how they are staged and loaded. */
export interface Way<Records> {
  readonly accepted: AsyncIterable<Records>;
  readonly encoder: Encoder<Records>;
  readonly format: LoadJob['format'];
}

export interface WayOptions<Kind extends Decoded['kind']> {
  readonly decoded: Extract<Decoded, { readonly kind: Kind }>;
  readonly scope: PushScope;
  readonly rejects: RejectLog;
  /** Told of every batch that was looked at. */
  readonly onRecords: (records: number, rejected: number) => void;
}
