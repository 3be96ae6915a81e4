import type { $ZodType } from 'zod/v4/core';

/** The BigQuery types that a contract can describe, by their GoogleSQL names. */
export type ColumnType = 'STRING' | 'INT64' | 'FLOAT64' | 'NUMERIC' | 'BOOL' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON';

/** One column of the warehouse table, as the contract describes it. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly mode: 'NULLABLE' | 'REQUIRED';
  readonly description: string | undefined;
  /** What its zod schema takes: text of the column is read into this before `check` sees it. */
  readonly input: 'string' | 'number' | 'bigint' | 'boolean';
  /** Where the contract asks more of a value than its type does (a length, a range, a pattern): the schema that a value must pass. */
  readonly check: $ZodType | undefined;
  /** What `check` takes for NULL, where it stands behind `.nullable()` or `.optional()` and so sees NULL too; otherwise `not-checked`. */
  readonly nullForCheck: null | undefined | 'not-checked';
}
