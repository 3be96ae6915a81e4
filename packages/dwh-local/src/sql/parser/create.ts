import type { Name } from '../ast/node.js';
import { BITWISE_OR, parseExpression } from './expression.js';
import { parseQuery } from './query.js';
import type { ColumnNode, CreateExternalTable, CreateSchema, CreateTable, CreateView, KeyNode, OptionNode } from '../ast/statement.js';
import { parseTablePath } from './table-path.js';
import type { TokenCursor } from './token-cursor.js';
import { parseType } from './type.js';

export function parseCreate(cursor: TokenCursor): CreateView | CreateTable | CreateExternalTable | CreateSchema {
  const at = cursor.take().start;
  const orReplace = cursor.acceptWords('OR', 'REPLACE');
  if (!orReplace && cursor.acceptWords('SCHEMA')) return parseSchema(cursor, at);
  const view = cursor.acceptWords('VIEW');
  const external = !view && cursor.acceptWords('EXTERNAL', 'TABLE');
  if (!view && !external && !cursor.acceptWords('TABLE')) throw cursor.unsupported(`CREATE ${cursor.peek().text.toUpperCase()}`);
  const ifNotExists = cursor.acceptWords('IF', 'NOT', 'EXISTS');
  const path = parseTablePath(cursor);
  const head = { at, orReplace, ifNotExists, path };
  if (orReplace && ifNotExists) throw cursor.unsupported('CREATE OR REPLACE with IF NOT EXISTS', at);
  return view ? parseView(cursor, head) : external ? parseExternal(cursor, head) : parseTableRest(cursor, head);
}

function parseSchema(cursor: TokenCursor, at: number): CreateSchema {
  const ifNotExists = cursor.acceptWords('IF', 'NOT', 'EXISTS');
  const path = parseTablePath(cursor);
  if (cursor.isWords('DEFAULT', 'COLLATE')) throw cursor.unsupported('DEFAULT COLLATE');
  return { kind: 'create-schema', at, ifNotExists, path, options: parseOptions(cursor) };
}

interface Head {
  readonly at: number;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly path: readonly Name[];
}

function parseView(cursor: TokenCursor, head: Head): CreateView {
  let columns: CreateView['columns'];
  if (cursor.acceptSymbol('(')) {
    columns = cursor.list(() => ({ name: cursor.expectName(), options: parseOptions(cursor) }));
    cursor.expectSymbol(')');
  }
  const options = parseOptions(cursor);
  cursor.expectWord('AS');
  return { kind: 'create-view', ...head, options, query: parseQuery(cursor), ...(columns && { columns }) };
}

function parseTableRest(cursor: TokenCursor, head: Head): CreateTable {
  for (const word of ['LIKE', 'COPY', 'CLONE']) if (cursor.isWord(word)) throw cursor.unsupported(`CREATE TABLE ${word}`);
  const { columns, keys } = parseColumns(cursor);
  if (cursor.isWords('DEFAULT', 'COLLATE')) throw cursor.unsupported('DEFAULT COLLATE');
  const partitionBy = cursor.acceptWords('PARTITION', 'BY') ? parseExpression(cursor) : undefined;
  const clusterBy = cursor.acceptWords('CLUSTER', 'BY') ? cursor.list(() => cursor.expectName()) : undefined;
  const options = parseOptions(cursor);
  const query = cursor.acceptWords('AS') ? parseQuery(cursor) : undefined;
  if (columns === undefined && query === undefined) throw cursor.expected('"(" or keyword AS');
  return { kind: 'create-table', ...head, options, keys, ...(columns && { columns }), ...(partitionBy && { partitionBy }), ...(clusterBy && { clusterBy }), ...(query && { query }) };
}

function parseExternal(cursor: TokenCursor, head: Head): CreateExternalTable {
  const { columns, keys } = parseColumns(cursor);
  if (keys.length > 0) throw cursor.unsupported('keys of an external table');
  if (cursor.isWord('WITH')) throw cursor.unsupported(`WITH ${cursor.peek(1).text.toUpperCase()} of an external table`);
  if (!cursor.isWord('OPTIONS')) throw cursor.expected('keyword OPTIONS');
  return { kind: 'create-external-table', ...head, options: parseOptions(cursor), ...(columns && { columns }) };
}

function parseColumns(cursor: TokenCursor): { columns?: ColumnNode[]; keys: KeyNode[] } {
  const keys: KeyNode[] = [];
  if (!cursor.acceptSymbol('(')) return { keys };
  const columns: ColumnNode[] = [];
  do {
    if (cursor.isSymbol(')')) break;
    const key = parseKey(cursor);
    if (key !== undefined) keys.push(key);
    else {
      const parsed = parseColumn(cursor);
      columns.push(parsed.column);
      if (parsed.key) keys.push(parsed.key);
    }
  } while (cursor.acceptSymbol(','));
  cursor.expectSymbol(')');
  return { columns, keys };
}

/** `PRIMARY KEY (a, b) NOT ENFORCED`, `[CONSTRAINT name] FOREIGN KEY (a) REFERENCES t (b) NOT ENFORCED`; undefined where a column stands. */
function parseKey(cursor: TokenCursor): KeyNode | undefined {
  const name = cursor.isWord('CONSTRAINT') && cursor.peek(1).kind === 'identifier' && (cursor.isWord('FOREIGN', 2) || cursor.isWord('PRIMARY', 2)) ? (cursor.take(), cursor.expectName().name) : undefined;
  if (cursor.acceptWords('PRIMARY', 'KEY')) {
    const columns = parseNames(cursor);
    notEnforced(cursor);
    return { kind: 'primary', columns };
  }
  if (!cursor.acceptWords('FOREIGN', 'KEY')) return undefined;
  const columns = parseNames(cursor);
  return { kind: 'foreign', columns, ...(name !== undefined && { name }), ...parseReferences(cursor) };
}

function parseReferences(cursor: TokenCursor) {
  cursor.expectWord('REFERENCES');
  const table = parseTablePath(cursor);
  const references = parseNames(cursor);
  notEnforced(cursor);
  return { table, references };
}

function parseNames(cursor: TokenCursor): Name[] {
  cursor.expectSymbol('(');
  const names = cursor.list(() => cursor.expectName());
  cursor.expectSymbol(')');
  return names;
}

function notEnforced(cursor: TokenCursor): void {
  if (!cursor.acceptWords('NOT', 'ENFORCED')) throw cursor.expected('keyword NOT ENFORCED');
}

export function parseColumn(cursor: TokenCursor): { column: ColumnNode; key?: KeyNode } {
  const name = cursor.expectName();
  const type = parseType(cursor);
  let notNull = false;
  let defaultExpression: string | undefined;
  let key: KeyNode | undefined;
  for (;;) {
    if (cursor.acceptWords('NOT', 'NULL')) notNull = true;
    else if (cursor.isWord('DEFAULT')) defaultExpression = parseDefault(cursor);
    else if (cursor.acceptWords('PRIMARY', 'KEY')) {
      notEnforced(cursor);
      key = { kind: 'primary', columns: [name] };
    } else if (cursor.isWord('REFERENCES')) key = { kind: 'foreign', columns: [name], ...parseReferences(cursor) };
    else break;
  }
  if (cursor.isWord('COLLATE')) throw cursor.unsupported('COLLATE of a column');
  return { column: { name, type, notNull, options: parseOptions(cursor), ...(defaultExpression !== undefined && { defaultExpression }) }, ...(key && { key }) };
}

/** `DEFAULT expression`, as it is written. */
export function parseDefault(cursor: TokenCursor): string {
  cursor.expectWord('DEFAULT');
  const { start } = cursor.peek();
  // Tighter than NOT, so that NOT NULL behind it is not taken for a part of it.
  parseExpression(cursor, BITWISE_OR);
  return cursor.source.slice(start, cursor.lastEnd);
}

export function parseOptions(cursor: TokenCursor): OptionNode[] {
  if (!cursor.acceptWords('OPTIONS')) return [];
  cursor.expectSymbol('(');
  const options = cursor.isSymbol(')') ? [] : cursor.list(() => {
    const name = cursor.expectName();
    cursor.expectSymbol('=');
    return { name, value: parseExpression(cursor) };
  });
  cursor.expectSymbol(')');
  return options;
}
