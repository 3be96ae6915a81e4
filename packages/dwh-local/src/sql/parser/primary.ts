import type { Case, Cast, Expression, Extract, IntervalExpression, StructConstructor } from '../ast/expression.js';
import { parseCallRest } from './call.js';
import { parseExpression } from './expression.js';
import { parseArray, parseLiteral } from './literal.js';
import { parseQuery } from './query.js';
import type { TokenCursor } from './token-cursor.js';
import { parseType } from './type.js';

/** Keywords that are functions too. */
const CALLABLE: ReadonlySet<string> = new Set(['IF', 'LEFT', 'RIGHT', 'GROUPING', 'COLLATE']);

/** An expression that no operator begins and that is no name. */
export function parsePrimary(cursor: TokenCursor): Expression {
  const literal = parseLiteral(cursor);
  if (literal !== undefined) return literal;
  const token = cursor.peek();
  const at = token.start;
  if (token.kind === 'symbol' && token.text === '(') return parseParenthesized(cursor);
  if (token.kind === 'symbol' && token.text === '[') return parseArray(cursor);
  if (token.kind !== 'keyword') throw cursor.unexpected();
  if (CALLABLE.has(token.text) && cursor.isSymbol('(', 1)) {
    cursor.take();
    return parseCallRest(cursor, [token.text], at);
  }
  switch (token.text) {
    case 'CASE':
      return parseCase(cursor);
    case 'CAST':
      return parseCast(cursor, false);
    case 'EXTRACT':
      return parseExtract(cursor);
    case 'INTERVAL':
      return parseInterval(cursor);
    case 'ARRAY':
      return parseArray(cursor);
    case 'STRUCT':
      return parseStruct(cursor);
    case 'EXISTS': {
      cursor.take();
      cursor.expectSymbol('(');
      const query = parseQuery(cursor);
      cursor.expectSymbol(')');
      return { kind: 'subquery', at, form: 'EXISTS', query };
    }
    default:
      throw cursor.unexpected();
  }
}

function parseParenthesized(cursor: TokenCursor): Expression {
  const at = cursor.expectSymbol('(').start;
  if (cursor.isWord('SELECT') || cursor.isWord('WITH')) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'subquery', at, form: 'SCALAR', query };
  }
  const values = cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(')');
  if (values.length === 1) return values[0] as Expression;
  return { kind: 'struct', at, fields: values.map((value) => ({ value })) };
}

function parseCase(cursor: TokenCursor): Case {
  const at = cursor.take().start;
  const operand = cursor.isWord('WHEN') ? undefined : parseExpression(cursor);
  const branches: { when: Expression; then: Expression }[] = [];
  while (cursor.acceptWords('WHEN')) {
    const when = parseExpression(cursor);
    cursor.expectWord('THEN');
    branches.push({ when, then: parseExpression(cursor) });
  }
  if (branches.length === 0) throw cursor.expected('keyword WHEN');
  const otherwise = cursor.acceptWords('ELSE') ? parseExpression(cursor) : undefined;
  cursor.expectWord('END');
  return { kind: 'case', at, branches, ...(operand && { operand }), ...(otherwise && { otherwise }) };
}

/** `CAST(x AS T)`; also SAFE_CAST, which is no keyword. */
export function parseCast(cursor: TokenCursor, safe: boolean): Cast {
  const at = cursor.take().start;
  cursor.expectSymbol('(');
  const operand = parseExpression(cursor);
  cursor.expectWord('AS');
  const type = parseType(cursor);
  if (cursor.isWord('FORMAT')) throw cursor.unsupported('CAST with FORMAT');
  cursor.expectSymbol(')');
  return { kind: 'cast', at, operand, type, safe };
}

function parseExtract(cursor: TokenCursor): Extract {
  const at = cursor.take().start;
  cursor.expectSymbol('(');
  const part = parseExpression(cursor);
  cursor.expectWord('FROM');
  const from = parseExpression(cursor);
  const zone = cursor.acceptWords('AT', 'TIME', 'ZONE') ? parseExpression(cursor) : undefined;
  cursor.expectSymbol(')');
  return { kind: 'extract', at, part, from, ...(zone && { zone }) };
}

function parseInterval(cursor: TokenCursor): IntervalExpression {
  const at = cursor.take().start;
  const value = parseExpression(cursor, 5);
  const part = cursor.expectName().name.toUpperCase();
  if (cursor.isWord('TO')) throw cursor.unsupported('INTERVAL with a range of parts');
  return { kind: 'interval', at, value, part };
}

function parseStruct(cursor: TokenCursor): StructConstructor {
  const at = cursor.peek().start;
  const type = cursor.isSymbol('<', 1) ? parseType(cursor) : undefined;
  if (type === undefined) cursor.take();
  cursor.expectSymbol('(');
  const fields = cursor.isSymbol(')') ? [] : cursor.list(() => {
    const value = parseExpression(cursor);
    if (cursor.acceptWords('AS')) return { value, name: cursor.expectName().name };
    // STRUCT(a.b) names its field b; a declared type names them itself.
    const last = value.kind === 'path' ? value.parts.at(-1)?.name : value.kind === 'field' ? value.field : undefined;
    return last === undefined || type !== undefined ? { value } : { value, name: last };
  });
  cursor.expectSymbol(')');
  return { kind: 'struct', at, fields, ...(type && { type }) };
}
