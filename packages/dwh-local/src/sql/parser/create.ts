import type { Name } from '../ast.js';
import { parseExpression } from './expression.js';
import { parseQuery } from './query.js';
import type { ColumnNode, CreateExternalTable, CreateSchema, CreateTable, CreateView, OptionNode } from './statement.js';
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
  const columns = parseColumns(cursor);
  if (cursor.isWords('DEFAULT', 'COLLATE')) throw cursor.unsupported('DEFAULT COLLATE');
  const partitionBy = cursor.acceptWords('PARTITION', 'BY') ? parseExpression(cursor) : undefined;
  const clusterBy = cursor.acceptWords('CLUSTER', 'BY') ? cursor.list(() => cursor.expectName()) : undefined;
  const options = parseOptions(cursor);
  const query = cursor.acceptWords('AS') ? parseQuery(cursor) : undefined;
  if (columns === undefined && query === undefined) throw cursor.expected('"(" or keyword AS');
  return { kind: 'create-table', ...head, options, ...(columns && { columns }), ...(partitionBy && { partitionBy }), ...(clusterBy && { clusterBy }), ...(query && { query }) };
}

function parseExternal(cursor: TokenCursor, head: Head): CreateExternalTable {
  const columns = parseColumns(cursor);
  if (cursor.isWord('WITH')) throw cursor.unsupported(`WITH ${cursor.peek(1).text.toUpperCase()} of an external table`);
  if (!cursor.isWord('OPTIONS')) throw cursor.expected('keyword OPTIONS');
  return { kind: 'create-external-table', ...head, options: parseOptions(cursor), ...(columns && { columns }) };
}

function parseColumns(cursor: TokenCursor): ColumnNode[] | undefined {
  if (!cursor.acceptSymbol('(')) return undefined;
  const columns = [parseColumn(cursor)];
  while (cursor.acceptSymbol(',') && !cursor.isSymbol(')')) columns.push(parseColumn(cursor));
  cursor.expectSymbol(')');
  return columns;
}

function parseColumn(cursor: TokenCursor): ColumnNode {
  for (const word of ['PRIMARY', 'FOREIGN', 'CONSTRAINT']) if (cursor.isWord(word) && cursor.peek(1).kind !== 'symbol') throw cursor.unsupported(`${word} in CREATE TABLE`);
  const name = cursor.expectName();
  const type = parseType(cursor);
  if (cursor.isWord('DEFAULT') || cursor.isWord('PRIMARY') || cursor.isWord('REFERENCES') || cursor.isWord('COLLATE')) throw cursor.unsupported(`${cursor.peek().text.toUpperCase()} of a column`);
  const notNull = cursor.acceptWords('NOT', 'NULL');
  return { name, type, notNull, options: parseOptions(cursor) };
}

function parseOptions(cursor: TokenCursor): OptionNode[] {
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
