import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { TableExpression } from '../ast/query.js';
import { parseAssignments } from './dml.js';
import { parseExpression } from './expression.js';
import { parseTable } from './from.js';
import { parseTarget } from './statement.js';
import type { Merge, MergeAction, MergeClause } from '../ast/statement.js';
import type { TokenCursor } from './token-cursor.js';

/** `MERGE [INTO] target USING source ON condition WHEN ... THEN ...`. */
export function parseMerge(cursor: TokenCursor): Merge {
  const at = cursor.take().start;
  cursor.acceptWords('INTO');
  const target = parseTarget(cursor, true, 'USING');
  cursor.expectWord('USING');
  const source: TableExpression = parseTable(cursor);
  cursor.expectWord('ON');
  const on = parseExpression(cursor);
  const clauses: MergeClause[] = [];
  while (cursor.isWord('WHEN')) clauses.push(parseClause(cursor));
  if (clauses.length === 0) throw cursor.expected('keyword WHEN');
  return { kind: 'merge', at, target, source, on, clauses };
}

function parseClause(cursor: TokenCursor): MergeClause {
  const at = cursor.take().start;
  const negated = cursor.acceptWords('NOT');
  cursor.expectWord('MATCHED');
  const matched = !negated ? 'MATCHED' : cursor.acceptWords('BY', 'SOURCE') ? 'NOT MATCHED BY SOURCE' : 'NOT MATCHED BY TARGET';
  if (matched === 'NOT MATCHED BY TARGET') cursor.acceptWords('BY', 'TARGET');
  const condition = cursor.acceptWords('AND') ? parseExpression(cursor) : undefined;
  cursor.expectWord('THEN');
  const action = matched === 'NOT MATCHED BY TARGET' ? parseInsert(cursor) : parseChange(cursor);
  return { at, matched, action, ...(condition && { condition }) };
}

function parseChange(cursor: TokenCursor): MergeAction {
  if (cursor.acceptWords('DELETE')) return { kind: 'delete' };
  cursor.expectWord('UPDATE');
  cursor.expectWord('SET');
  return { kind: 'update', set: parseAssignments(cursor) };
}

function parseInsert(cursor: TokenCursor): MergeAction {
  const at = cursor.expectWord('INSERT').start;
  if (cursor.acceptWords('ROW')) return { kind: 'insert-row', at };
  let columns: Name[] | undefined;
  if (cursor.acceptSymbol('(')) {
    columns = cursor.list(() => cursor.expectName());
    cursor.expectSymbol(')');
  }
  const named = columns === undefined ? {} : { columns };
  if (cursor.acceptWords('ROW')) return { kind: 'insert-row', at, ...named };
  cursor.expectWord('VALUES');
  cursor.expectSymbol('(');
  const values = cursor.list((): Expression | 'DEFAULT' => (cursor.acceptWords('DEFAULT') ? 'DEFAULT' : parseExpression(cursor)));
  cursor.expectSymbol(')');
  return { kind: 'insert', at, values, ...named };
}
