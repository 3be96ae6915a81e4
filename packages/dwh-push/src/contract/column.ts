import type { $ZodType } from 'zod/v4/core';

/** The BigQuery types that a contract can describe, by their GoogleSQL names. A `REPEATED` column is an ARRAY of its type. */
export type ColumnType = 'STRING' | 'INT64' | 'FLOAT64' | 'NUMERIC' | 'BIGNUMERIC' | 'BOOL' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON' | 'STRUCT';

/** One column of the warehouse table, or one field of a STRUCT, as the contract describes it. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly description: string | undefined;
  /** The class of personal data that it holds, from `.meta({ personalData })`; undefined: none. */
  readonly personalData: string | undefined;
  /** The policy tag that guards it, `projects/../locations/../taxonomies/../policyTags/..`: from `.meta({ policyTag })`, or that of its class, which a push looks up. */
  readonly policyTag: string | undefined;
  /** The fields of a STRUCT; undefined for every other type. */
  readonly fields: readonly Column[] | undefined;
  /** The property's own schema: what it makes of a value is what lands. */
  readonly schema: $ZodType;
  /** `bytes`: the text of a CSV field is the value, as it stands. `rows`: the schema changes values, or they have no text; each is made a JavaScript value first. */
  readonly way: 'bytes' | 'rows';
  /** What its zod schema takes: text of the column is read into this before `check` sees it. */
  readonly input: 'string' | 'number' | 'bigint' | 'boolean';
  /** Where the contract asks more of a value than its type does (a length, a range, a pattern): the schema that a value must pass. */
  readonly check: $ZodType | undefined;
  /** What `check` takes for NULL, where it stands behind `.nullable()` or `.optional()` and so sees NULL too; otherwise `not-checked`. */
  readonly nullForCheck: null | undefined | 'not-checked';
}
