import type { Expression, LiteralValue } from '../ast/expression.js';
import { parseExpression } from './expression.js';
import { parseCast } from './primary.js';
import { parseQuery } from './query.js';
import type { TokenCursor } from './token-cursor.js';
import { parseType } from './type.js';

const TYPED = ['DATE', 'DATETIME', 'TIME', 'TIMESTAMP', 'NUMERIC', 'DECIMAL', 'JSON', 'BIGNUMERIC', 'BIGDECIMAL', 'RANGE'] as const;

/** A literal or parameter, or undefined where the next token begins neither. */
export function parseLiteral(cursor: TokenCursor): Expression | undefined {
  const token = cursor.peek();
  const at = token.start;
  const literal = (value: LiteralValue): Expression => {
    cursor.take();
    return { kind: 'literal', at, literal: value };
  };
  switch (token.kind) {
    case 'integer':
      return literal({ type: 'INT64', value: BigInt(token.text) });
    case 'float':
      return literal({ type: 'FLOAT64', value: token.text });
    case 'string':
      return literal({ type: 'STRING', value: token.string ?? '' });
    case 'bytes':
      return literal({ type: 'BYTES', value: token.bytes ?? new Uint8Array() });
    case 'parameter':
      cursor.take();
      return { kind: 'parameter', at, name: token.text };
    case 'symbol':
      if (token.text === '@@') throw cursor.unsupported('system variables');
      if (token.text !== '?') return undefined;
      cursor.take();
      return { kind: 'parameter', at, position: cursor.nextPositional() };
    case 'keyword':
      if (token.text === 'NULL') return literal({ type: 'NULL' });
      if (token.text === 'TRUE' || token.text === 'FALSE') return literal({ type: 'BOOL', value: token.text === 'TRUE' });
      return undefined;
    default:
      return undefined;
  }
}

/** `DATE '2021-04-03'` and SAFE_CAST(...): words that are names unless what follows says otherwise. */
export function parseTypedLiteral(cursor: TokenCursor): Expression | undefined {
  if (cursor.peek().kind !== 'identifier') return undefined;
  if (cursor.isWord('SAFE_CAST') && cursor.isSymbol('(', 1)) return parseCast(cursor, true);
  if (cursor.peek(1).kind !== 'string') return undefined;
  const word = TYPED.find((type) => cursor.isWord(type));
  if (word === undefined) return undefined;
  if (word === 'RANGE') throw cursor.unsupported(`type ${word}`);
  const at = cursor.take().start;
  const value = cursor.take().string ?? '';
  return { kind: 'literal', at, literal: { type: word === 'DECIMAL' ? 'NUMERIC' : word === 'BIGDECIMAL' ? 'BIGNUMERIC' : word, value } };
}

/** `[1, 2]`, `ARRAY[1, 2]`, `ARRAY<INT64>[]`, `ARRAY(SELECT ...)`. */
export function parseArray(cursor: TokenCursor): Expression {
  const at = cursor.peek().start;
  if (cursor.isWords('ARRAY') && cursor.isSymbol('(', 1)) {
    cursor.take();
    cursor.take();
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'subquery', at, form: 'ARRAY', query };
  }
  const type = cursor.isWord('ARRAY') && cursor.isSymbol('<', 1) ? parseType(cursor) : undefined;
  if (type === undefined) cursor.acceptWords('ARRAY');
  cursor.expectSymbol('[');
  const items = cursor.isSymbol(']') ? [] : cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(']');
  return { kind: 'array', at, items, ...(type?.kind === 'array' && { element: type.element }) };
}
