import type { BinaryOperator, Expression, InTest } from '../ast/expression.js';
import { BITWISE_OR, parseExpression } from './expression.js';
import { parseQuery } from './query.js';
import type { TokenCursor } from './token-cursor.js';

const COMPARISONS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

const operand = (cursor: TokenCursor) => parseExpression(cursor, BITWISE_OR);

/** The comparison whose left side has been read, or undefined where none follows. */
export function parseComparison(cursor: TokenCursor, left: Expression): Expression | undefined {
  const token = cursor.peek();
  const at = token.start;
  if (token.kind === 'symbol') {
    const operator = COMPARISONS.get(token.text);
    if (operator === undefined) return undefined;
    cursor.take();
    return { kind: 'binary', at, operator, left, right: operand(cursor) };
  }
  if (token.kind !== 'keyword') return undefined;
  if (token.text === 'IS') return parseIs(cursor, left);
  const negated = token.text === 'NOT';
  const word = negated ? cursor.peek(1) : token;
  if (word.kind !== 'keyword' || !['BETWEEN', 'IN', 'LIKE'].includes(word.text)) return undefined;
  if (negated) cursor.take();
  cursor.take();
  if (word.text === 'IN') return { kind: 'in', at, operand: left, among: parseAmong(cursor), negated };
  if (word.text === 'LIKE') {
    if (cursor.isWord('ANY') || cursor.isWord('SOME') || cursor.isWord('ALL')) throw cursor.unsupported(`LIKE ${cursor.peek().text}`);
    return { kind: 'like', at, operand: left, pattern: operand(cursor), negated };
  }
  const low = operand(cursor);
  cursor.expectWord('AND');
  return { kind: 'between', at, operand: left, low, high: operand(cursor), negated };
}

function parseIs(cursor: TokenCursor, left: Expression): Expression {
  const at = cursor.take().start;
  const negated = cursor.acceptWords('NOT');
  if (cursor.acceptWords('DISTINCT')) {
    cursor.expectWord('FROM');
    return { kind: 'distinct-from', at, left, right: operand(cursor), negated };
  }
  for (const test of ['NULL', 'TRUE', 'FALSE', 'UNKNOWN'] as const) {
    if (cursor.acceptWords(test)) return { kind: 'is', at, operand: left, test, negated };
  }
  throw cursor.unexpected();
}

function parseAmong(cursor: TokenCursor): InTest['among'] {
  if (cursor.acceptWords('UNNEST')) {
    cursor.expectSymbol('(');
    const array = parseExpression(cursor);
    cursor.expectSymbol(')');
    return { kind: 'unnest', array };
  }
  cursor.expectSymbol('(');
  if (cursor.isWord('SELECT') || cursor.isWord('WITH')) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'query', query };
  }
  const items = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(')');
  return { kind: 'list', items };
}
