import type { BinaryOperator, Expression } from '../ast/expression.js';
import { parsePostfix } from './postfix.js';
import { parseComparison } from './comparison.js';
import type { TokenCursor } from './token-cursor.js';

/** Binding powers, loosest first. Comparisons do not chain: `a = b = c` is a syntax error. */
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
export const BITWISE_OR = 5;

const BINARY: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map([
  ['|', ['|', BITWISE_OR]],
  ['^', ['^', 6]],
  ['&', ['&', 7]],
  ['<<', ['<<', 8]],
  ['>>', ['>>', 8]],
  ['+', ['+', 9]],
  ['-', ['-', 9]],
  ['*', ['*', 10]],
  ['/', ['/', 10]],
  ['||', ['||', 10]],
]);

/** An expression whose operators bind at least as tightly as `power`. */
export function parseExpression(cursor: TokenCursor, power = 0): Expression {
  return cursor.nested(() => parseOperators(cursor, parsePrefix(cursor, power), power));
}

function parsePrefix(cursor: TokenCursor, power: number): Expression {
  const token = cursor.peek();
  if (token.kind === 'keyword' && token.text === 'NOT' && power <= NOT) {
    cursor.take();
    return { kind: 'unary', at: token.start, operator: 'NOT', operand: parseExpression(cursor, NOT) };
  }
  if (token.kind === 'symbol' && (token.text === '-' || token.text === '+' || token.text === '~')) {
    cursor.take();
    const next = cursor.peek();
    // -9223372036854775808 is one literal: its absolute value alone would not fit.
    if (token.text === '-' && next.kind === 'integer') {
      const operand = parsePostfix(cursor);
      if (operand.kind === 'literal' && operand.literal.type === 'INT64') return { ...operand, at: token.start, literal: { type: 'INT64', value: -operand.literal.value } };
      return { kind: 'unary', at: token.start, operator: '-', operand };
    }
    return { kind: 'unary', at: token.start, operator: token.text, operand: parsePrefix(cursor, 11) };
  }
  return parsePostfix(cursor);
}

function parseOperators(cursor: TokenCursor, first: Expression, power: number): Expression {
  let left = first;
  let compared = false;
  for (;;) {
    const token = cursor.peek();
    if (token.kind === 'symbol') {
      const binary = BINARY.get(token.text);
      if (binary !== undefined) {
        if (binary[1] < power) return left;
        cursor.take();
        left = { kind: 'binary', at: token.start, operator: binary[0], left, right: parseExpression(cursor, binary[1] + 1) };
        continue;
      }
    }
    if (token.kind === 'keyword' && (token.text === 'AND' || token.text === 'OR')) {
      const binding = token.text === 'AND' ? AND : OR;
      if (binding < power) return left;
      cursor.take();
      left = { kind: 'binary', at: token.start, operator: token.text, left, right: parseExpression(cursor, binding + 1) };
      compared = false;
      continue;
    }
    if (power > COMPARISON) return left;
    const comparison = parseComparison(cursor, left);
    if (comparison === undefined) return left;
    if (compared) throw cursor.unexpected(token);
    left = comparison;
    compared = true;
  }
}
