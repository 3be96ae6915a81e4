import type { TableReference } from '../ast/query.js';
import type { Drop, DropSchema, Statement } from '../ast/statement.js';
import { parseAlter } from './alter.js';
import { parseCreate } from './create.js';
import { parseDelete, parseInsert, parseUpdate } from './dml.js';
import { parseMerge } from './merge.js';
import { expectEnd } from './query-text.js';
import { parseQuery } from './query.js';
import { parseTablePath } from './table-path.js';
import type { TokenCursor } from './token-cursor.js';

const REFUSED = ['CALL', 'DECLARE', 'SET', 'BEGIN', 'COMMIT', 'ROLLBACK', 'EXECUTE', 'EXPORT', 'LOAD', 'GRANT', 'REVOKE', 'ASSERT', 'IF', 'LOOP', 'WHILE', 'FOR', 'EXPLAIN', 'UNDROP', 'RAISE'];

/** One statement and the end of the text. */
export function parseStatement(cursor: TokenCursor): Statement {
  const statement = parseOne(cursor);
  expectEnd(cursor);
  return statement;
}

function parseOne(cursor: TokenCursor): Statement {
  if (cursor.isWord('SELECT') || cursor.isWord('WITH') || cursor.isSymbol('(')) return { kind: 'query', query: parseQuery(cursor) };
  if (cursor.isWord('CREATE')) return parseCreate(cursor);
  if (cursor.isWord('DROP')) return parseDrop(cursor);
  if (cursor.isWord('ALTER')) return parseAlter(cursor);
  if (cursor.isWord('INSERT')) return parseInsert(cursor);
  if (cursor.isWord('DELETE')) return parseDelete(cursor);
  if (cursor.isWord('UPDATE')) return parseUpdate(cursor);
  if (cursor.isWord('MERGE')) return parseMerge(cursor);
  if (cursor.isWord('TRUNCATE')) {
    cursor.take();
    cursor.expectWord('TABLE');
    return { kind: 'truncate', target: parseTarget(cursor, false) };
  }
  const refused = REFUSED.find((word) => cursor.isWord(word));
  if (refused !== undefined) throw cursor.unsupported(`${refused} statement`);
  throw cursor.unexpected();
}

function parseDrop(cursor: TokenCursor): Drop | DropSchema {
  const at = cursor.take().start;
  if (cursor.acceptWords('SCHEMA')) {
    const ifExists = cursor.acceptWords('IF', 'EXISTS');
    const path = parseTablePath(cursor);
    if (cursor.isWord('CASCADE')) throw cursor.unsupported('DROP SCHEMA ... CASCADE');
    cursor.acceptWords('RESTRICT');
    return { kind: 'drop-schema', at, path, ifExists };
  }
  const what = cursor.acceptWords('VIEW') ? 'VIEW' : cursor.acceptWords('TABLE') ? 'TABLE' : cursor.acceptWords('EXTERNAL', 'TABLE') ? 'EXTERNAL_TABLE' : undefined;
  if (what === undefined) throw cursor.unsupported(`DROP ${cursor.peek().text.toUpperCase()}`);
  const ifExists = cursor.acceptWords('IF', 'EXISTS');
  return { kind: 'drop', what, ifExists, path: parseTablePath(cursor) };
}

/** The table that a statement changes, with its alias where it may have one. */
export function parseTarget(cursor: TokenCursor, aliased: boolean, next = 'SET'): TableReference {
  const at = cursor.peek().start;
  const path = parseTablePath(cursor);
  const alias = aliased && (cursor.acceptWords('AS') || (cursor.isName() && !cursor.isWord(next))) ? cursor.expectName() : undefined;
  return { kind: 'table', at, path, ...(alias && { alias }) };
}
