import type { ColumnType } from '../contract/column.js';
import type { DwhPushError } from '../errors.js';

/** What a push would do. Nothing of it has been done. */
export interface PushPlan {
  /** `project.dataset.table`. */
  readonly table: string;
  /** The partition id, `20210403` say, and how it is written; absent where the whole table would be replaced. */
  readonly partition?: string;
  readonly partitionDate?: string;
  /** `create-table`: there is none yet; its partition, or all of it, is then filled. */
  readonly action: 'create-table' | 'replace-partition' | 'replace-table';
  readonly schema: PlannedSchema;
  readonly way: PlannedWay;
  readonly source: PlannedSource;
  /** The limits of the warehouse that the push counts towards, and how much of them is used. */
  readonly quota: readonly QuotaHeadroom[];
  /** What a person may want to know before the push runs. */
  readonly warnings: readonly string[];
  /** Why the push would end before it reads the data, in the order in which it would notice; empty: it would begin. */
  readonly errors: readonly DwhPushError[];
}

/** What would change about the columns of the table. */
export interface PlannedSchema {
  /** New columns, and new fields of records by their path `address.city`; of a new table, all columns. */
  readonly added: readonly { readonly name: string; readonly type: ColumnType; readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED' }[];
  /** Columns that would become NULLABLE. */
  readonly relaxed: readonly string[];
  /** What breaks readers, and so ends the push: a line for each column, `price: INT64 -> STRING`. */
  readonly conflict?: readonly string[];
}

/** How the records would get from the source into staging: through this process, or inside the service, unless the data turns out to be in doubt there. */
export interface PlannedWay {
  readonly kind: 'stream' | 'service';
  readonly why: string;
}

/** The source that would be read. */
export interface PlannedSource {
  /** Without credentials or query: a path, or an origin and path. */
  readonly name: string;
  /** As they are stored, where the source says so. */
  readonly bytes?: number;
  /** How many objects a `*` names; absent where the source could not be opened, or may be read once. */
  readonly objects?: number;
}

/** A limit of BigQuery, and how much of it is known to be used. */
export interface QuotaHeadroom {
  readonly limit: 'partitions of the table' | 'partition modifications of the table per day' | 'modifications of the table per day' | 'load jobs of the project per day';
  readonly most: number;
  /** At least as many are used, as far as it is known: others may have used more. Absent where nothing is known. */
  readonly used?: number;
}
