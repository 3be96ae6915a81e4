import type { Call } from '../ast/expression.js';
import { AGGREGATES, type Aggregate, type AggregateParts } from '../functions/aggregate.js';
import { signature } from '../functions/signature.js';
import { analyzeExpression } from './expression.js';
import { applySignatures } from './function-call.js';
import { analyzeInnerOrder } from './order.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';
import { overClause, type Over } from './window-clause.js';

export function analyzeAggregate(name: string, node: Call, outer: Scope): Typed {
  const aggregate = AGGREGATES.get(name) as Aggregate;
  // Inside an aggregate a name means the column, never the SELECT list's alias for it.
  const scope = outer.aliases !== undefined && node.over === undefined && outer.parent ? outer.parent : outer;
  refuseModifiers(name, node, aggregate, scope);
  const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
  const order = analyzeInnerOrder(node.orderBy, scope);
  if (node.distinct && order.values.some((value) => !args.some((argument) => argument.sql === value.sql))) {
    throw scope.source.error(node.at, 'An aggregate function that has both DISTINCT and ORDER BY arguments can only ORDER BY expressions that are arguments to the function');
  }
  const limit = node.limit && analyzeExpression(node.limit, scope);
  if (limit && limit.literal?.type !== 'INT64') throw scope.source.error(limit.at, `LIMIT in ${name} must be an integer literal`);
  const over = node.over && overClause(node.over, scope);
  const parts: Omit<AggregateParts, 'args'> = {
    distinct: node.distinct ? 'DISTINCT ' : '',
    order: order.sql,
    over: over?.sql ?? '',
    ignoreNulls: node.nulls === 'IGNORE',
    ...(limit && { limit: limit.sql }),
  };
  if (node.star) return finish({ at: node.at, type: { kind: 'INT64' }, sql: `count(*)${parts.over}`, uses: [] }, name, node, [], over, scope);
  const signatures = aggregate.signatures.map((entry) => signature(`${[...entry.parameters, ...(entry.optional ? [`${entry.optional}?`] : [])].join(', ')} -> ${entry.result}`, (...texts) => entry.emit({ ...parts, args: texts })));
  const value = applySignatures(signatures, node, args, scope);
  const type = args[0]?.type.kind;
  if (type !== undefined && ['ARRAY', 'STRUCT', 'JSON'].includes(type) && (['MIN', 'MAX'].includes(name) || (node.distinct && type !== 'STRUCT') || name === 'APPROX_COUNT_DISTINCT' || (name === 'ARRAY_AGG' && type === 'ARRAY'))) {
    throw scope.source.error(node.at, `Aggregate function ${name} does not support arguments of type ${type}${node.distinct ? ' with DISTINCT' : ''}`);
  }
  return finish(value, name, node, [...args, ...order.values], over, scope);
}

function refuseModifiers(name: string, node: Call, aggregate: Aggregate, scope: Scope): void {
  const refuse = (what: string) => scope.source.error(node.at, `Aggregate function ${name} does not support ${what}`);
  if (node.star && !aggregate.star) throw refuse('*');
  if (node.distinct && !aggregate.takes.includes('DISTINCT')) throw refuse('DISTINCT in arguments');
  if (node.orderBy.length > 0 && !aggregate.takes.includes('ORDER')) throw refuse('ORDER BY in arguments');
  if (node.limit && !aggregate.takes.includes('ORDER')) throw refuse('LIMIT in arguments');
  if (node.nulls && !aggregate.takes.includes('NULLS')) throw refuse(`${node.nulls} NULLS in arguments`);
  if (node.over && (node.distinct || node.orderBy.length > 0 || node.limit)) throw scope.source.unsupported(node.at, `DISTINCT, ORDER BY or LIMIT in ${name} with OVER`);
}

/** An aggregate uses its columns up; as a window function it reads them row by row, after any grouping. */
function finish(value: Typed, name: string, node: Call, inner: readonly Typed[], over: Over | undefined, scope: Scope): Typed {
  const nested = inner.find((part) => (over ? part.window : (part.aggregate ?? part.window)));
  if (nested) throw scope.source.error(node.at, over || nested.window ? 'Analytic function cannot be an argument of another analytic or aggregate function' : 'Aggregations of aggregations are not allowed');
  const uses = inner.flatMap((part) => part.uses);
  // DuckDB would compute it over the enclosing query's rows, GoogleSQL over this one's.
  if (over === undefined && uses.length > 0 && uses.every((use) => use.scope !== scope)) throw scope.source.unsupported(node.at, `${name} of nothing but columns of an enclosing query`);
  const base = { at: value.at, type: value.type, sql: value.sql };
  if (over === undefined) return { ...base, uses: uses.filter((use) => use.scope !== scope), aggregate: { name, at: node.at } };
  const aggregate = [...inner, ...over.values].find((part) => part.aggregate)?.aggregate;
  return { ...base, uses: [...uses, ...over.values.flatMap((part) => part.uses)], window: { name, at: node.at }, ...(aggregate && { aggregate }) };
}
