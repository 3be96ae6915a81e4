import type { SetOperation } from '../ast/query.js';
import { quoteIdentifier } from '../emit/quote.js';
import type { QueryColumn, QueryResult } from './query-result.js';
import { sameName, type Scope } from './scope.js';

/** The two sides of a set operation BY NAME with the same columns in the same order: what a side lacks is NULL. */
export function alignByName(node: SetOperation, left: QueryResult, right: QueryResult, scope: Scope): [QueryResult, QueryResult] {
  for (const side of [left, right]) {
    const names = side.columns.map((column) => column.name?.toLowerCase());
    if (names.includes(undefined)) throw scope.source.error(node.at, 'Anonymous columns cannot be used in set operations with BY NAME');
    if (new Set(names).size < names.length) throw scope.source.error(node.at, 'Duplicate column names cannot be used in set operations with BY NAME');
  }
  const has = (side: QueryResult, name: string) => side.columns.some((column) => sameName(column.name, name));
  const [first, second] = [left, right].map((side) => side.columns.map((column) => column.name ?? '')) as [string[], string[]];
  const common = first.filter((name) => has(right, name));
  if (node.byName === 'SAME' && (common.length < first.length || common.length < second.length)) {
    const missing = [...first.filter((name) => !has(right, name)), ...second.filter((name) => !has(left, name))];
    throw scope.source.error(node.at, `Set operations with BY NAME need the same columns on both sides; ${missing.join(', ')} is missing on one of them`);
  }
  if (common.length === 0) throw scope.source.error(node.at, 'Set operations with BY NAME need at least one column that both sides have');
  const names = node.byName === 'INNER' ? common : node.byName === 'FULL' ? [...first, ...second.filter((name) => !has(left, name))] : first;
  return [pick(left, names), pick(right, names)];
}

function pick(side: QueryResult, names: readonly string[]): QueryResult {
  const columns: QueryColumn[] = [];
  const items = names.map((name, index) => {
    const found = side.columns.find((column) => sameName(column.name, name));
    const output = `n${index + 1}`;
    columns.push(found === undefined ? { name, type: { kind: 'INT64' }, output, untypedNull: true } : { ...found, name, output });
    return `${found === undefined ? 'CAST(NULL AS BIGINT)' : quoteIdentifier(found.output)} AS ${quoteIdentifier(output)}`;
  });
  return { ...side, columns, sql: `SELECT ${items.join(', ')} FROM (${side.sql}) AS "b"` };
}
