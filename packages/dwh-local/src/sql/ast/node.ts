/** A part of what the parser makes of a statement. Names are as written; matching is the analyzer's. */
export interface Node {
  /** An offset into the source, for messages. */
  readonly at: number;
}

export interface Name extends Node {
  readonly name: string;
}

export type TypeNode = Node & ({ readonly kind: 'named'; readonly name: string; /** `NUMERIC(10, 2)` */ readonly parameters?: readonly string[] } | { readonly kind: 'array'; readonly element: TypeNode } | { readonly kind: 'struct'; readonly fields: readonly StructFieldNode[] });

export interface StructFieldNode {
  readonly name?: string;
  readonly type: TypeNode;
}
