import type { SqlType } from './types.js';

/** A table or view by its full name. `table` is `INFORMATION_SCHEMA.TABLES` for such a view of a dataset. */
export interface TableRef {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/** Whether the table is one of the query's own `definitions`, which belong to no dataset. */
export function isDefinition(ref: TableRef): boolean {
  return ref.dataset === '';
}

export interface TableColumn {
  readonly name: string;
  /** The type of a value; for a REPEATED column either the ARRAY or its element will do. */
  readonly type: SqlType;
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  /** GoogleSQL for what DEFAULT writes; NULL without. */
  readonly defaultExpression?: string;
}

export type ResolvedTable =
  | {
      readonly kind: 'table';
      /** The quoted name of the DuckDB table, or a parenthesised DuckDB query; it has the columns by their names. */
      readonly relation: string;
      readonly columns: readonly TableColumn[];
      /** Without `field`: by ingestion time, and the relation has a column `_PARTITIONTIME` TIMESTAMPTZ that `columns` does not list. */
      readonly partitioning?: { readonly type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR' | 'RANGE'; readonly field?: string };
      readonly requirePartitionFilter?: boolean;
      /** Its rows are files, which no statement can change; the relation has a column `_FILE_NAME` VARCHAR that `columns` does not list. */
      readonly external?: true;
    }
  | {
      readonly kind: 'view';
      readonly query: string;
      /** What a name of two parts in the view's text belongs to. */
      readonly project: string;
    };

/** One place where a table or view is read. */
export interface TableScan {
  readonly ref: TableRef;
  /** What the DuckDB text calls it; its columns are `"alias"."column"` there. */
  readonly alias: string;
  /** The views whose text names it, outermost first; none for the statement itself. */
  readonly views: readonly TableRef[];
}

export interface NamedParameter {
  readonly name: string;
  readonly type: SqlType;
}

export type QueryParameters =
  | { readonly mode: 'named'; readonly parameters: readonly NamedParameter[] }
  | { readonly mode: 'positional'; readonly parameters: readonly { readonly type: SqlType }[] };

export interface TranslationContext {
  readonly defaultProject: string;
  readonly defaultDataset?: { readonly project?: string; readonly dataset: string };
  /** The location named in `Not found` messages. `EU` unless set. */
  readonly location?: string;
  /** What SESSION_USER() answers; without it the function is refused. */
  readonly sessionUser?: string;
  /** The instant that CURRENT_TIMESTAMP() and its kin answer with, in microseconds since 1970. DuckDB's transaction time unless set. */
  readonly nowMicros?: bigint;
  readonly parameters?: QueryParameters;
  /** Names that stand for tables of this query only, where they are written alone. */
  readonly definitions?: ReadonlySet<string>;
  /** Told of every table and view that a FROM clause opens, also of those in views. */
  scanned?(scan: TableScan): void;
  lookup(ref: TableRef): Promise<ResolvedTable | undefined>;
}
