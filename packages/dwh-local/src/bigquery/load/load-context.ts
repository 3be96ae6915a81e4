import type { Field } from '../schema/field.js';
import type { BadRecords } from './bad-records.js';
import type { HiveColumns } from './hive-columns.js';
import type { StageTable } from './stage-table.js';

/** What the readers of the formats share within one job. */
export interface LoadContext {
  readonly stage: StageTable;
  readonly bad: BadRecords;
  /** A directory of the job's own for unpacked and rewritten files. */
  readonly workDirectory: string;
  readonly signal: AbortSignal;
  /** The columns that the files hold, in the order of the load's schema. */
  readonly fields: readonly Field[];
  /** The columns that the paths of the files hold; they are staged behind `fields`. */
  readonly hive?: HiveColumns | undefined;
  /** The default values of the table's columns. */
  readonly defaults?: ReadonlyMap<string, string | null>;
  /** Records read so far, over all files. */
  rowsRead: number;
}
