import { parseColumn, parseDefault, parseOptions } from './create.js';
import type { AlterAction, AlterTable } from '../ast/statement.js';
import { parseTablePath } from './table-path.js';
import type { TokenCursor } from './token-cursor.js';
import { parseType } from './type.js';

/** `ALTER TABLE [IF EXISTS] name action, action`. */
export function parseAlter(cursor: TokenCursor): AlterTable {
  const at = cursor.take().start;
  if (!cursor.acceptWords('TABLE')) throw cursor.unsupported(`ALTER ${cursor.peek().text.toUpperCase()}`, at);
  const ifExists = cursor.acceptWords('IF', 'EXISTS');
  const path = parseTablePath(cursor);
  return { kind: 'alter-table', at, ifExists, path, actions: cursor.list(() => parseAction(cursor)) };
}

function parseAction(cursor: TokenCursor): AlterAction {
  if (cursor.acceptWords('ADD', 'COLUMN')) return { kind: 'add-column', ifNotExists: cursor.acceptWords('IF', 'NOT', 'EXISTS'), column: parseColumn(cursor).column };
  if (cursor.acceptWords('DROP', 'COLUMN')) return { kind: 'drop-column', ifExists: cursor.acceptWords('IF', 'EXISTS'), name: cursor.expectName() };
  if (cursor.acceptWords('RENAME', 'TO')) return { kind: 'rename-table', to: cursor.expectName() };
  if (cursor.acceptWords('RENAME', 'COLUMN')) {
    const ifExists = cursor.acceptWords('IF', 'EXISTS');
    const name = cursor.expectName();
    cursor.expectWord('TO');
    return { kind: 'rename-column', ifExists, name, to: cursor.expectName() };
  }
  if (cursor.isWords('SET', 'OPTIONS')) {
    cursor.take();
    return { kind: 'set-options', options: parseOptions(cursor) };
  }
  if (cursor.acceptWords('ALTER', 'COLUMN')) return parseColumnAction(cursor);
  throw cursor.unsupported(`ALTER TABLE ... ${cursor.peek().text.toUpperCase()} ${cursor.peek(1).text.toUpperCase()}`);
}

function parseColumnAction(cursor: TokenCursor): AlterAction {
  if (cursor.isWords('IF', 'EXISTS')) throw cursor.unsupported('ALTER COLUMN IF EXISTS');
  const name = cursor.expectName();
  if (cursor.acceptWords('DROP', 'NOT', 'NULL')) return { kind: 'drop-not-null', name };
  if (cursor.acceptWords('DROP', 'DEFAULT')) return { kind: 'column-default', name };
  if (cursor.acceptWords('SET', 'DATA', 'TYPE')) return { kind: 'column-type', name, type: parseType(cursor) };
  if (cursor.isWords('SET', 'DEFAULT')) {
    cursor.take();
    return { kind: 'column-default', name, expression: parseDefault(cursor) };
  }
  if (!cursor.isWords('SET', 'OPTIONS')) throw cursor.unexpected();
  cursor.take();
  return { kind: 'column-options', name, options: parseOptions(cursor) };
}
