import type { ResolvedPush } from '../options.js';
import type { LoadJob } from '../ports/warehouse.js';
import type { PushRun } from '../push-run.js';
import type { Source } from '../steps/source/source.js';
import type { Encoder } from '../steps/stage/encoder.js';

/** A way through decode and validate: accepted records, and how they are staged and loaded. */
export interface Way<Records> {
  readonly accepted: AsyncIterable<Records>;
  readonly encoder: Encoder<Records>;
  readonly format: LoadJob['format'];
}

export interface WayOptions {
  readonly push: ResolvedPush;
  readonly source: Source;
  /** The source's bytes; none where rows are the source. */
  readonly bytes: AsyncIterable<Buffer>;
  readonly run: PushRun;
}
