import type { Expression } from './ast/expression.js';
import { parseExpression } from './parser/expression.js';
import { TokenCursor } from './parser/token-cursor.js';

const FUNCTIONS = new Set(['CURRENT_DATE', 'CURRENT_DATETIME', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'GENERATE_UUID', 'RAND', 'SESSION_USER']);

/**
 * Whether a text is what a column may have as its default: a literal, one of a few functions, or an array or struct of these.
 * Source: https://docs.cloud.google.com/bigquery/docs/default-values
 * @throws SqlError where it is no expression
 */
export function isDefaultExpression(sql: string): boolean {
  const cursor = new TokenCursor(sql);
  const expression = parseExpression(cursor);
  return cursor.peek().kind === 'end' && isAllowed(expression);
}

function isAllowed(node: Expression): boolean {
  switch (node.kind) {
    case 'literal':
      return true;
    case 'unary':
      return (node.operator === '-' || node.operator === '+') && node.operand.kind === 'literal';
    case 'call':
      return node.name.length === 1 && FUNCTIONS.has(node.name[0] ?? '') && node.arguments.every(isAllowed);
    case 'path':
      // CURRENT_DATE and its like may do without brackets.
      return node.parts.length === 1 && FUNCTIONS.has(node.parts[0]?.name.toUpperCase() ?? '');
    case 'array':
      return node.items.every(isAllowed);
    case 'struct':
      return node.fields.every(({ value }) => isAllowed(value));
    default:
      return false;
  }
}
