import type { Name, Node, TypeNode } from './node.js';
import type { Query } from './query.js';

export type BinaryOperator = '+' | '-' | '*' | '/' | '||' | '<<' | '>>' | '&' | '^' | '|' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

export type LiteralValue =
  | { readonly type: 'INT64'; readonly value: bigint }
  | { readonly type: 'FLOAT64'; readonly value: string }
  | { readonly type: 'STRING'; readonly value: string }
  | { readonly type: 'BYTES'; readonly value: Uint8Array }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL' }
  | { readonly type: 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'NUMERIC' | 'BIGNUMERIC' | 'JSON'; readonly value: string };

export type Expression =
  | Literal
  | Parameter
  | PathExpression
  | FieldAccess
  | ElementAccess
  | Unary
  | Binary
  | IsTest
  | DistinctFrom
  | Between
  | InTest
  | Like
  | Case
  | Cast
  | Extract
  | Call
  | IntervalExpression
  | ArrayConstructor
  | StructConstructor
  | Subquery;

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly literal: LiteralValue;
}

export interface Parameter extends Node {
  readonly kind: 'parameter';
  /** Undefined for `?`, whose `position` counts from 0. */
  readonly name?: string;
  readonly position?: number;
}

/** `a.b.c`: a column, a table alias, a struct's field; which of them, only scopes tell. */
export interface PathExpression extends Node {
  readonly kind: 'path';
  readonly parts: readonly Name[];
}

export interface FieldAccess extends Node {
  readonly kind: 'field';
  readonly object: Expression;
  readonly field: string;
}

export interface ElementAccess extends Node {
  readonly kind: 'element';
  readonly object: Expression;
  readonly mode: 'OFFSET' | 'SAFE_OFFSET' | 'ORDINAL' | 'SAFE_ORDINAL' | 'BARE';
  readonly index: Expression;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | '~' | 'NOT';
  readonly operand: Expression;
}

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface IsTest extends Node {
  readonly kind: 'is';
  readonly operand: Expression;
  readonly test: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';
  readonly negated: boolean;
}

export interface DistinctFrom extends Node {
  readonly kind: 'distinct-from';
  readonly left: Expression;
  readonly right: Expression;
  readonly negated: boolean;
}

export interface Between extends Node {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

export interface InTest extends Node {
  readonly kind: 'in';
  readonly operand: Expression;
  readonly among: { readonly kind: 'list'; readonly items: readonly Expression[] } | { readonly kind: 'query'; readonly query: Query } | { readonly kind: 'unnest'; readonly array: Expression };
  readonly negated: boolean;
}

export interface Like extends Node {
  readonly kind: 'like';
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly negated: boolean;
}

export interface Case extends Node {
  readonly kind: 'case';
  readonly operand?: Expression;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise?: Expression;
}

export interface Cast extends Node {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: TypeNode;
  readonly safe: boolean;
}

export interface Extract extends Node {
  readonly kind: 'extract';
  readonly part: Expression;
  readonly from: Expression;
  readonly zone?: Expression;
}

export interface Call extends Node {
  readonly kind: 'call';
  /** In upper case; `SAFE.` and `NET.` prefixes are parts of their own. */
  readonly name: readonly string[];
  readonly arguments: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly nulls?: 'IGNORE' | 'RESPECT';
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expression;
  readonly over?: WindowSpec;
}

export interface IntervalExpression extends Node {
  readonly kind: 'interval';
  readonly value: Expression;
  readonly part: string;
}

export interface ArrayConstructor extends Node {
  readonly kind: 'array';
  readonly element?: TypeNode;
  readonly items: readonly Expression[];
}

export interface StructConstructor extends Node {
  readonly kind: 'struct';
  readonly type?: TypeNode;
  readonly fields: readonly { readonly name?: string; readonly value: Expression }[];
}

export interface Subquery extends Node {
  readonly kind: 'subquery';
  readonly form: 'SCALAR' | 'EXISTS' | 'ARRAY';
  readonly query: Query;
}

export interface OrderItem extends Node {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nulls?: 'FIRST' | 'LAST';
}

export interface WindowSpec extends Node {
  /** A named window that this one is, or builds on. */
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame?: WindowFrame;
}

export interface WindowFrame extends Node {
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  readonly end: FrameBound;
}

export interface FrameBound {
  readonly kind: 'UNBOUNDED PRECEDING' | 'PRECEDING' | 'CURRENT ROW' | 'FOLLOWING' | 'UNBOUNDED FOLLOWING';
  readonly offset?: Expression;
}
