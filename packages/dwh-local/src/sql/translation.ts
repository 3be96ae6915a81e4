import type { FieldSchema } from './field-schema.js';
import type { TableRef } from './translation-context.js';
import type { SqlType } from './types.js';

/** Entry `i` is the value to bind to `$${i + 1}`; a named parameter that is used twice stands here once. */
export type ParameterUse = { readonly name: string; readonly type: SqlType } | { readonly position: number; readonly type: SqlType };

/** A DuckDB query and what it answers. */
export interface TranslatedQuery {
  /** A DuckDB SELECT; its columns are `schema`'s, in order and by name. */
  readonly sql: string;
  readonly schema: readonly FieldSchema[];
  readonly types: readonly SqlType[];
  /** Base tables, including those behind views; each once. */
  readonly referencedTables: readonly TableRef[];
  /** Views, in the order in which they were opened; each once. */
  readonly referencedViews: readonly TableRef[];
  /** Whether the query has an ORDER BY of its own, so that the order of rows is promised. */
  readonly ordered: boolean;
  /** The first column that nothing names, counted from 1. */
  readonly unnamed?: number;
}

export interface Parameterized {
  readonly parameterOrder: readonly ParameterUse[];
}

/** An OPTIONS entry: what was written, as a JavaScript value. */
export type OptionValue = string | number | boolean | null | readonly OptionValue[] | { readonly [key: string]: OptionValue };

export interface DdlColumn {
  readonly field: FieldSchema & { readonly description?: string; readonly maxLength?: string; readonly precision?: string; readonly scale?: string; readonly defaultValueExpression?: string };
}

export interface DdlPartitioning {
  readonly type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR' | 'RANGE';
  /** Of the type RANGE. */
  readonly range?: { readonly start: number; readonly end: number; readonly interval: number };
  /** Absent: by ingestion time. */
  readonly field?: string;
}

/** One thing that ALTER TABLE does. `lenient`: IF EXISTS, IF NOT EXISTS. */
export type TableChange =
  | { readonly kind: 'add-column'; readonly lenient: boolean; readonly field: DdlColumn['field'] }
  | { readonly kind: 'drop-column'; readonly lenient: boolean; readonly name: string }
  | { readonly kind: 'rename-column'; readonly lenient: boolean; readonly name: string; readonly to: string }
  | { readonly kind: 'rename-table'; readonly to: string }
  | { readonly kind: 'set-options'; readonly options: Readonly<Record<string, OptionValue>> }
  | { readonly kind: 'column-options'; readonly name: string; readonly options: Readonly<Record<string, OptionValue>> }
  | { readonly kind: 'column-type'; readonly name: string; readonly field: DdlColumn['field'] }
  | { readonly kind: 'column-default'; readonly name: string; readonly expression?: string }
  | { readonly kind: 'drop-not-null'; readonly name: string };

export interface AlterTableTranslation {
  readonly statement: 'ALTER_TABLE';
  readonly target: TableRef;
  readonly ifExists: boolean;
  readonly changes: readonly TableChange[];
}

export type Translation = AlterTableTranslation | SelectTranslation | CreateViewTranslation | CreateTableTranslation | CreateExternalTableTranslation | DropTranslation | SchemaTranslation | DmlTranslation;

export interface SelectTranslation extends TranslatedQuery, Parameterized {
  readonly statement: 'SELECT';
}

export interface CreateViewTranslation {
  readonly statement: 'CREATE_VIEW';
  readonly target: TableRef;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** The view's query exactly as written, without the surrounding statement. */
  readonly query: string;
  readonly columnNames?: readonly { readonly name: string; readonly description?: string }[];
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly schema: readonly FieldSchema[];
  readonly referencedTables: readonly TableRef[];
  readonly referencedViews: readonly TableRef[];
}

export interface CreateTableTranslation extends Parameterized {
  readonly statement: 'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT';
  readonly target: TableRef;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly DdlColumn[];
  readonly partitioning?: DdlPartitioning;
  readonly clustering?: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
  /** As the API writes `tableConstraints`. */
  readonly tableConstraints?: Readonly<Record<string, unknown>>;
  /** For CREATE TABLE ... AS SELECT; its columns are `columns`, in order. */
  readonly query?: TranslatedQuery;
}

export interface CreateExternalTableTranslation {
  readonly statement: 'CREATE_EXTERNAL_TABLE';
  readonly target: TableRef;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** Absent: the files say it. */
  readonly columns?: readonly DdlColumn[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface DropTranslation {
  readonly statement: 'DROP_TABLE' | 'DROP_VIEW' | 'DROP_EXTERNAL_TABLE';
  readonly target: TableRef;
  readonly ifExists: boolean;
}

export interface SchemaRef {
  readonly project: string;
  readonly dataset: string;
}

/** CREATE SCHEMA and DROP SCHEMA: what SQL calls a schema is a dataset. */
export interface SchemaTranslation {
  readonly statement: 'CREATE_SCHEMA' | 'DROP_SCHEMA';
  readonly target: SchemaRef;
  /** IF NOT EXISTS, IF EXISTS. */
  readonly lenient: boolean;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** A statement that changes the rows of one table. `sql` is one DuckDB statement; its count of changed rows is the statement's. */
export interface DmlTranslation extends Parameterized {
  readonly statement: 'INSERT' | 'DELETE' | 'UPDATE' | 'MERGE' | 'TRUNCATE_TABLE';
  readonly target: TableRef;
  readonly sql: string;
  /**
   * For MERGE, and UPDATE with FROM: `sql` changes nothing, it is a SELECT of `?id` (the rowid in the target's relation, NULL for a new row), `?action` (DELETE, UPDATE or
   * INSERT) and the values of these columns. A new row's `_PARTITIONTIME` is NULL where nothing gives it.
   */
  readonly changes?: readonly string[];
  /** For INSERT: the columns written, in the order of `source`'s; ingestion-time tables need their partition from whoever runs it. */
  readonly insert?: { readonly columns: readonly string[]; readonly source: TranslatedQuery };
  readonly referencedTables: readonly TableRef[];
  readonly referencedViews: readonly TableRef[];
}
