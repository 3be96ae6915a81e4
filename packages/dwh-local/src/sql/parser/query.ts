import type { Query, QueryBody, SetOperation } from '../ast/query.js';
import { parseExpression } from './expression.js';
import { parseOrderItems } from './order.js';
import { parseSelect } from './select.js';
import type { TokenCursor } from './token-cursor.js';

/** `WITH ... SELECT ... UNION ALL ... ORDER BY ... LIMIT ...`. */
export function parseQuery(cursor: TokenCursor): Query {
  return cursor.nested(() => parseQueryHere(cursor));
}

function parseQueryHere(cursor: TokenCursor): Query {
  const at = cursor.peek().start;
  const withClause = cursor.acceptWords('WITH');
  const recursive = withClause && cursor.acceptWords('RECURSIVE');
  const withs = withClause ? parseWith(cursor) : [];
  const body = parseBody(cursor);
  const orderBy = cursor.acceptWords('ORDER') ? parseOrderItems(cursor) : [];
  const limit = cursor.acceptWords('LIMIT') ? parseExpression(cursor) : undefined;
  const offset = limit !== undefined && cursor.acceptWords('OFFSET') ? parseExpression(cursor) : undefined;
  if (cursor.isSymbol('|>')) throw cursor.unsupported('pipe syntax');
  return { at, with: withs, body, orderBy, end: cursor.lastEnd, ...(recursive && { recursive }), ...(limit && { limit }), ...(offset && { offset }) };
}

function parseWith(cursor: TokenCursor): Query['with'] {
  return cursor.list(() => {
    const name = cursor.expectName();
    cursor.expectWord('AS');
    cursor.expectSymbol('(');
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { name, query };
  });
}

function parseBody(cursor: TokenCursor): QueryBody {
  let left = parseOperand(cursor);
  for (;;) {
    const at = cursor.peek().start;
    const found = parseSetOperator(cursor);
    if (found === undefined) return left;
    const { operator, byName } = found;
    // Two different operators in a row have no precedence in GoogleSQL: parentheses are required.
    if (left.kind === 'set' && left.operator !== operator) throw cursor.expected('end of input', { kind: 'keyword', text: operator.split(' ')[0] as string, start: at, end: at });
    left = { kind: 'set', at, operator, left, right: parseOperand(cursor), ...(byName && { byName }) };
  }
}

type Found = Pick<SetOperation, 'operator' | 'byName'>;

function parseSetOperator(cursor: TokenCursor): Found | undefined {
  const outer = (['FULL', 'LEFT', 'INNER'] as const).find((word) => cursor.isWord(word) && ['UNION', 'INTERSECT', 'EXCEPT', 'OUTER'].some((next) => cursor.isWord(next, 1)));
  if (outer !== undefined) {
    cursor.take();
    if (outer !== 'INNER') cursor.acceptWords('OUTER');
  }
  const operator = parseOperatorWords(cursor);
  if (operator === undefined) return undefined;
  if (cursor.isWord('CORRESPONDING') || cursor.isWord('STRICT')) throw cursor.unsupported(`set operations with ${cursor.peek().text.toUpperCase()}`);
  if (cursor.acceptWords('BY', 'NAME')) {
    if (cursor.isWord('ON')) throw cursor.unsupported('BY NAME ON in set operations');
    return { operator, byName: outer ?? 'SAME' };
  }
  if (outer !== undefined) throw cursor.expected('keyword BY');
  return { operator };
}

function parseOperatorWords(cursor: TokenCursor): SetOperation['operator'] | undefined {
  for (const word of ['UNION', 'INTERSECT', 'EXCEPT'] as const) {
    if (!cursor.acceptWords(word)) continue;
    if (cursor.acceptWords('DISTINCT')) return `${word} DISTINCT`;
    if (!cursor.isWord('ALL')) throw cursor.expected('keyword ALL or keyword DISTINCT');
    if (word !== 'UNION') throw cursor.unsupported(`${word} ALL`);
    cursor.take();
    return 'UNION ALL';
  }
  return undefined;
}

function parseOperand(cursor: TokenCursor): QueryBody {
  const at = cursor.peek().start;
  if (cursor.acceptSymbol('(')) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'nested', at, query };
  }
  return parseSelect(cursor);
}
