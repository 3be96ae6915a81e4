import type { Subquery } from '../ast/expression.js';
import { arrayOf, BOOL, type SqlType } from '../types.js';
import { refuseOpenFilters } from './partition-filter.js';
import { analyzeQuery } from './query.js';
import type { QueryResult } from './query-result.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

export function analyzeSubquery(node: Subquery, scope: Scope): Typed {
  const query = analyzeQuery(node.query, scope.source, scope, node.form === 'ARRAY');
  refuseOpenFilters(query.openFilters, scope.source);
  const base = { at: node.at, uses: query.outerUses };
  if (node.form === 'EXISTS') return { ...base, type: BOOL, sql: `EXISTS (${query.sql})` };
  const column = query.columns[0];
  if (query.columns.length !== 1 || column === undefined) {
    const what = node.form === 'ARRAY' ? 'ARRAY subquery' : 'Scalar subquery';
    throw scope.source.error(node.at, `${what} cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values`);
  }
  if (node.form === 'SCALAR') return { ...base, type: column.type, sql: `(${query.sql})` };
  if (column.type.kind === 'ARRAY') throw scope.source.error(node.at, 'Cannot use array subquery with column of type ARRAY because nested arrays are not supported');
  return { ...base, type: arrayOf(column.type as SqlType), sql: `(${arrayOfRows(query, column.output)})` };
}

/** DuckDB's list() of no rows is NULL; GoogleSQL's ARRAY(...) is empty. */
function arrayOfRows(query: QueryResult, output: string): string {
  return `SELECT COALESCE(list("q"."${output}"), []) FROM (${query.sql}) AS "q"`;
}
