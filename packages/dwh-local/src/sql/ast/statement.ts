import type { Expression } from './expression.js';
import type { Name, TypeNode } from './node.js';
import type { Query, TableExpression, TableReference } from './query.js';

export interface OptionNode {
  readonly name: Name;
  readonly value: Expression;
}

export interface ColumnNode {
  readonly name: Name;
  readonly type: TypeNode;
  readonly notNull: boolean;
  /** GoogleSQL, as written. */
  readonly defaultExpression?: string;
  readonly options: readonly OptionNode[];
}

/** A key that says what should hold; nothing enforces it. */
export type KeyNode =
  | { readonly kind: 'primary'; readonly columns: readonly Name[] }
  | { readonly kind: 'foreign'; readonly name?: string; readonly columns: readonly Name[]; readonly table: readonly Name[]; readonly references: readonly Name[] };

export type AlterAction =
  | { readonly kind: 'add-column'; readonly ifNotExists: boolean; readonly column: ColumnNode }
  | { readonly kind: 'drop-column'; readonly ifExists: boolean; readonly name: Name }
  | { readonly kind: 'rename-column'; readonly ifExists: boolean; readonly name: Name; readonly to: Name }
  | { readonly kind: 'rename-table'; readonly to: Name }
  | { readonly kind: 'set-options'; readonly options: readonly OptionNode[] }
  | { readonly kind: 'column-options'; readonly name: Name; readonly options: readonly OptionNode[] }
  | { readonly kind: 'column-type'; readonly name: Name; readonly type: TypeNode }
  | { readonly kind: 'column-default'; readonly name: Name; readonly expression?: string }
  | { readonly kind: 'drop-not-null'; readonly name: Name };

export interface AlterTable {
  readonly kind: 'alter-table';
  readonly at: number;
  readonly path: readonly Name[];
  readonly ifExists: boolean;
  readonly actions: readonly AlterAction[];
}

interface Create {
  readonly at: number;
  readonly path: readonly Name[];
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly options: readonly OptionNode[];
}

export interface CreateView extends Create {
  readonly kind: 'create-view';
  readonly columns?: readonly { readonly name: Name; readonly options: readonly OptionNode[] }[];
  readonly query: Query;
}

export interface CreateTable extends Create {
  readonly kind: 'create-table';
  readonly columns?: readonly ColumnNode[];
  readonly keys: readonly KeyNode[];
  readonly partitionBy?: Expression;
  readonly clusterBy?: readonly Name[];
  readonly query?: Query;
}

export interface CreateExternalTable extends Create {
  readonly kind: 'create-external-table';
  readonly columns?: readonly ColumnNode[];
}

export interface Drop {
  readonly kind: 'drop';
  readonly what: 'TABLE' | 'VIEW' | 'EXTERNAL_TABLE';
  readonly path: readonly Name[];
  readonly ifExists: boolean;
}

export interface CreateSchema {
  readonly kind: 'create-schema';
  readonly at: number;
  readonly path: readonly Name[];
  readonly ifNotExists: boolean;
  readonly options: readonly OptionNode[];
}

export interface DropSchema {
  readonly kind: 'drop-schema';
  readonly at: number;
  readonly path: readonly Name[];
  readonly ifExists: boolean;
}

export interface Insert {
  readonly kind: 'insert';
  readonly at: number;
  /** A TableReference, so that the table is looked up with those of the query. */
  readonly target: TableReference;
  readonly columns?: readonly Name[];
  readonly rows?: readonly (readonly (Expression | 'DEFAULT')[])[];
  readonly query?: Query;
}

export interface Delete {
  readonly kind: 'delete';
  readonly target: TableReference;
  readonly where: Expression;
}

/** `column = value`, where the column may stand behind the target's alias, and before names of its fields. */
export interface Assignment {
  readonly path: readonly Name[];
  readonly value: Expression | 'DEFAULT';
}

export interface Update {
  readonly kind: 'update';
  readonly at: number;
  readonly target: TableReference;
  readonly set: readonly Assignment[];
  readonly from?: TableExpression;
  readonly where: Expression;
}

export type MergeAction =
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly set: readonly Assignment[] }
  | { readonly kind: 'insert'; readonly at: number; readonly columns?: readonly Name[]; readonly values: readonly (Expression | 'DEFAULT')[] }
  | { readonly kind: 'insert-row'; readonly at: number; readonly columns?: readonly Name[] };

export interface MergeClause {
  readonly at: number;
  readonly matched: 'MATCHED' | 'NOT MATCHED BY TARGET' | 'NOT MATCHED BY SOURCE';
  readonly condition?: Expression;
  readonly action: MergeAction;
}

export interface Merge {
  readonly kind: 'merge';
  readonly at: number;
  readonly target: TableReference;
  readonly source: TableExpression;
  readonly on: Expression;
  readonly clauses: readonly MergeClause[];
}

export interface Truncate {
  readonly kind: 'truncate';
  readonly target: TableReference;
}

export type Statement = { readonly kind: 'query'; readonly query: Query } | AlterTable | CreateView | CreateTable | CreateExternalTable | CreateSchema | Drop | DropSchema | Insert | Delete | Update | Merge | Truncate;
