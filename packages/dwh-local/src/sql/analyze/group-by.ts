import type { Expression } from '../ast/expression.js';
import type { Select, SelectExpression } from '../ast/query.js';
import { analyzeExpression } from './expression.js';
import type { Scope } from './scope.js';
import { expandItems, inferredName } from './select-list.js';
import type { ColumnUse, Typed } from './typed.js';

export interface Grouping {
  readonly sql: string;
  /** The SQL of each key: what the rest of the SELECT may use. */
  readonly keys: Set<string>;
  readonly uses: readonly ColumnUse[];
}

export function analyzeGroupBy(node: Select, scope: Scope): Grouping | undefined {
  const clause = node.groupBy;
  if (clause === undefined) return undefined;
  if (clause.kind === 'sets') return checked(clause.sets.flat().map((item) => key(item, node, scope)), (values) => {
    let next = 0;
    return `GROUPING SETS (${clause.sets.map((set) => `(${set.map(() => values[next++]?.sql).join(', ')})`).join(', ')})`;
  }, scope);
  const values = clause.kind === 'all' ? expandItems(node, scope).map((item) => item.value).filter((value) => !value.aggregate && !value.window && value.uses.length > 0) : clause.items.map((item) => key(item, node, scope));
  return checked(values, () => {
    const list = values.map((value) => value.sql).join(', ');
    return clause.kind === 'rollup' ? `ROLLUP (${list})` : clause.kind === 'cube' ? `CUBE (${list})` : list === '' ? '()' : list;
  }, scope);
}

function checked(values: readonly Typed[], sql: (values: readonly Typed[]) => string, scope: Scope): Grouping {
  for (const value of values) {
    if (value.aggregate) throw scope.source.error(value.aggregate.at, `Aggregate function ${value.aggregate.name} not allowed in GROUP BY`);
    if (value.window) throw scope.source.error(value.window.at, 'Analytic function not allowed in GROUP BY');
    if (value.type.kind === 'ARRAY' || value.type.kind === 'JSON' || value.type.kind === 'STRUCT') throw scope.source.error(value.at, `Grouping by expressions of type ${value.type.kind} is not allowed`);
  }
  return {
    sql: sql(values),
    keys: new Set(values.map((value) => value.sql)),
    uses: values.flatMap((value) => value.uses).filter((use) => use.scope !== scope),
  };
}

/** A position or a name of the SELECT list, which goes before a column's name; else any expression over FROM. */
function key(item: Expression, node: Select, scope: Scope): Typed {
  if (item.kind === 'literal') {
    if (item.literal.type !== 'INT64') throw scope.source.error(item.at, 'Cannot GROUP BY literal values');
    const output = expandItems(node, scope)[Number(item.literal.value) - 1];
    if (output === undefined) throw scope.source.error(item.at, `GROUP BY column number item is out of range. Column numbers must be at least 1 and at most the length of the SELECT list`);
    return output.value;
  }
  const name = item.kind === 'path' && item.parts.length === 1 ? item.parts[0]?.name.toLowerCase() : undefined;
  const named = name === undefined ? undefined : node.items.find((candidate): candidate is SelectExpression => candidate.kind === 'expression' && (candidate.alias?.name ?? inferredName(candidate.value))?.toLowerCase() === name);
  return analyzeExpression(named?.value ?? item, scope);
}
