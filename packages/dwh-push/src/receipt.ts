import type { ErrorCode } from './errors.js';
import type { Step } from './steps.js';

/** What a push did. A failed push has the same shape, on `DwhPushError.receipt`, with `outcome: 'failed'` and the error's code. */
export interface PushReceipt {
  /** `unchanged`: these very rows are there already, provably, so nothing was loaded. */
  readonly outcome: 'published' | 'unchanged' | 'failed';
  /** Set where the push failed. */
  readonly errorCode?: ErrorCode;
  /** `project.dataset.table`. */
  readonly table: string;
  /** The partition id, `20210403` say; absent where the whole table was replaced. */
  readonly partition?: string;
  /** Identifies content and destination: the same table, partition, contract and bytes give the same id. Absent where staging did not finish. */
  readonly pushId?: string;
  /** The load job that put the rows there; that of an earlier push where the outcome is `unchanged`. */
  readonly jobId?: string;
  /** Where the job ran, `EU` say: the service asks for it beside the id. */
  readonly location?: string;
  /** Whether readers see the new rows: `unknown` where the answer of the commit was lost. */
  readonly committed: 'yes' | 'no' | 'unknown';
  /** Whether the catalog has the dataset: `pending` where it does not know the table yet, which it learns by itself; or does not answer; the next push registers it. `no-aspect-types`: the warehouse team has not made them (`renderWarehouse`). `refused`: it does not take what it is told, for `catalogReason`; where its aspect types are older than this library, say. Absent where nothing was published, or there is no catalog. */
  readonly catalog?: 'registered' | 'pending' | 'no-aspect-types' | 'refused';
  /** Why the catalog refused, in its own words. */
  readonly catalogReason?: string;
  /** Records read from the source, header aside. */
  readonly rowsRead: number;
  /** Rows that the load job wrote, by its own statistics; that of the earlier push where the outcome is `unchanged`. */
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Where the rejected records are, in the partition of the same name: `project.dataset.table_rejects`; absent where none were. */
  readonly rejectsTable?: string;
  /** Bytes of the source. */
  readonly sourceBytes: number;
  /** Bytes staged for the load job. */
  readonly stagedBytes: number;
  /** `service`: Cloud Storage and BigQuery copied, checked and loaded the source; `stream`: its bytes passed through this process. Absent where the push failed before that was decided. */
  readonly way?: 'service' | 'stream';
  /** Why that way. */
  readonly wayReason?: string;
  /** What was read, without credentials or query: a path, or an origin and path. */
  readonly source: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Milliseconds per step, but for the last, which tells of them. Source, decode, validate and stage run as one stream: each has the time in which it worked itself. */
  readonly durationsMs: Readonly<Record<Exclude<Step, 'report'>, number>>;
}
