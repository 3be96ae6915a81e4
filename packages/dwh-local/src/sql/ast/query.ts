import type { Call, Expression, OrderItem, WindowSpec } from './expression.js';
import type { Name, Node } from './node.js';

export interface Query extends Node {
  readonly recursive?: true;
  readonly with: readonly { readonly name: Name; readonly query: Query }[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly offset?: Expression;
  /** Where the text of the query ends. */
  readonly end: number;
}

export type QueryBody = Select | SetOperation | { readonly kind: 'nested'; readonly at: number; readonly query: Query };

export interface SetOperation extends Node {
  readonly kind: 'set';
  readonly operator: 'UNION ALL' | 'UNION DISTINCT' | 'INTERSECT DISTINCT' | 'EXCEPT DISTINCT';
  /** BY NAME: whose columns are answered; the others' are NULL where they are missing. */
  readonly byName?: 'SAME' | 'INNER' | 'LEFT' | 'FULL';
  readonly left: QueryBody;
  readonly right: QueryBody;
}

export interface Select extends Node {
  readonly kind: 'select';
  readonly as?: 'STRUCT' | 'VALUE';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from?: TableExpression;
  readonly where?: Expression;
  readonly groupBy?: GroupBy;
  readonly having?: Expression;
  readonly qualify?: Expression;
  readonly windows: readonly { readonly name: Name; readonly spec: WindowSpec }[];
}

export type GroupBy = Node & ({ readonly kind: 'all' } | { readonly kind: 'items' | 'rollup' | 'cube'; readonly items: readonly Expression[] } | { readonly kind: 'sets'; readonly sets: readonly (readonly Expression[])[] });

export type SelectItem = SelectExpression | SelectStar;

export interface SelectExpression extends Node {
  readonly kind: 'expression';
  readonly value: Expression;
  readonly alias?: Name;
}

export interface SelectStar extends Node {
  readonly kind: 'star';
  /** What stands before `.*`; absent for a bare star. */
  readonly of?: Expression;
  readonly except: readonly Name[];
  readonly replace: readonly { readonly value: Expression; readonly name: Name }[];
}

export type TableExpression = TableReference | TableSubquery | Unnest | Join | Pivot | Unpivot;

export interface Pivot extends Node {
  readonly kind: 'pivot';
  readonly input: TableExpression;
  readonly aggregates: readonly { readonly value: Call; readonly alias?: Name }[];
  readonly column: Expression;
  readonly values: readonly { readonly value: Expression; readonly alias?: Name }[];
  readonly alias?: Name;
}

export interface Unpivot extends Node {
  readonly kind: 'unpivot';
  readonly input: TableExpression;
  readonly includeNulls: boolean;
  readonly value: Name;
  readonly name: Name;
  readonly columns: readonly { readonly column: Name; readonly label?: Expression }[];
  readonly alias?: Name;
}

export interface TableReference extends Node {
  readonly kind: 'table';
  readonly path: readonly Name[];
  readonly alias?: Name;
  readonly offset?: Name;
}

export interface TableSubquery extends Node {
  readonly kind: 'table-subquery';
  readonly query: Query;
  readonly alias?: Name;
}

export interface Unnest extends Node {
  readonly kind: 'unnest';
  readonly array: Expression;
  readonly alias?: Name;
  readonly offset?: Name;
}

export interface Join extends Node {
  readonly kind: 'join';
  readonly type: 'COMMA' | 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: TableExpression;
  readonly right: TableExpression;
  readonly on?: Expression;
  readonly using?: readonly Name[];
}
