import type { Expression } from '../ast/expression.js';
import type { Name, TypeNode } from '../ast/node.js';
import { parseExpression } from './expression.js';
import type { TokenCursor } from './token-cursor.js';
import { parseType } from './type.js';

/** A function that one statement brings along. */
export interface FunctionNode {
  readonly name: Name;
  /** Without a type: ANY TYPE. */
  readonly parameters: readonly { readonly name: Name; readonly type?: TypeNode }[];
  readonly returns?: TypeNode;
  readonly body: Expression;
}

/** The `CREATE TEMP FUNCTION ... ;` that stand before a statement. */
export function parseFunctions(cursor: TokenCursor): FunctionNode[] {
  const functions: FunctionNode[] = [];
  while (cursor.isWord('CREATE') && (cursor.isWords('CREATE', 'TEMP', 'FUNCTION') || cursor.isWords('CREATE', 'TEMPORARY', 'FUNCTION'))) {
    functions.push(parseFunction(cursor));
    cursor.expectSymbol(';');
  }
  return functions;
}

function parseFunction(cursor: TokenCursor): FunctionNode {
  for (let word = 0; word < 3; word++) cursor.take();
  const name = cursor.expectName();
  if (cursor.isSymbol('.')) throw cursor.unsupported('a temporary function of a dataset');
  cursor.expectSymbol('(');
  const parameters = cursor.isSymbol(')') ? [] : cursor.list(() => {
    const parameter = cursor.expectName();
    return cursor.acceptWords('ANY', 'TYPE') ? { name: parameter } : { name: parameter, type: parseType(cursor) };
  });
  cursor.expectSymbol(')');
  const returns = cursor.acceptWords('RETURNS') ? parseType(cursor) : undefined;
  if (cursor.isWord('LANGUAGE') || cursor.isWord('DETERMINISTIC') || cursor.isWords('NOT', 'DETERMINISTIC')) throw cursor.unsupported('functions in another language than SQL');
  cursor.expectWord('AS');
  cursor.expectSymbol('(');
  const body = parseExpression(cursor);
  cursor.expectSymbol(')');
  return { name, parameters, ...(returns && { returns }), body };
}
