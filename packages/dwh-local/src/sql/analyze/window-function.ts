import type { Call } from '../ast/expression.js';
import { signature, type Signature } from '../functions/signature.js';
import { analyzeExpression } from './expression.js';
import { applySignatures } from './function-call.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';
import { overClause } from './window-clause.js';

type Build = (over: string, nulls: string) => Signature;

const ranking = (text: string, name: string): Build => (over) => signature(text, (...args) => `${name}(${args.join(', ')})${over}`);
const navigation = (text: string, name: string): Build => (over, nulls) => signature(text, (...args) => `${name}(${args.join(', ')}${nulls})${over}`);

/** Each with whether it needs an ORDER BY, and takes IGNORE NULLS. */
export const WINDOW_FUNCTIONS: ReadonlyMap<string, { readonly builds: readonly Build[]; readonly ordered: boolean; readonly nulls: boolean }> = new Map([
  ['ROW_NUMBER', { builds: [ranking('-> INT64', 'row_number')], ordered: false, nulls: false }],
  ['RANK', { builds: [ranking('-> INT64', 'rank')], ordered: true, nulls: false }],
  ['DENSE_RANK', { builds: [ranking('-> INT64', 'dense_rank')], ordered: true, nulls: false }],
  ['PERCENT_RANK', { builds: [ranking('-> FLOAT64', 'percent_rank')], ordered: true, nulls: false }],
  ['CUME_DIST', { builds: [ranking('-> FLOAT64', 'cume_dist')], ordered: true, nulls: false }],
  ['NTILE', { builds: [ranking('INT64 -> INT64', 'ntile')], ordered: true, nulls: false }],
  ['LAG', { builds: [navigation('T -> T', 'lag'), navigation('T, INT64 -> T', 'lag'), navigation('T, INT64, T -> T', 'lag')], ordered: true, nulls: false }],
  ['LEAD', { builds: [navigation('T -> T', 'lead'), navigation('T, INT64 -> T', 'lead'), navigation('T, INT64, T -> T', 'lead')], ordered: true, nulls: false }],
  ['FIRST_VALUE', { builds: [navigation('T -> T', 'first_value')], ordered: false, nulls: true }],
  ['LAST_VALUE', { builds: [navigation('T -> T', 'last_value')], ordered: false, nulls: true }],
  ['PERCENTILE_CONT', { builds: [ranking('FLOAT64, FLOAT64 -> FLOAT64', 'quantile_cont')], ordered: false, nulls: true }],
  ['PERCENTILE_DISC', { builds: [ranking('T, FLOAT64 -> T', 'quantile_disc')], ordered: false, nulls: true }],
  ['NTH_VALUE', { builds: [navigation('T, INT64 -> T', 'nth_value')], ordered: false, nulls: true }],
]);

export function analyzeWindowFunction(name: string, node: Call, scope: Scope): Typed {
  const entry = WINDOW_FUNCTIONS.get(name);
  if (entry === undefined) throw new RangeError(`No window function ${name}`);
  if (node.over === undefined) throw scope.source.error(node.at, `Analytic function ${name} cannot be called without an OVER clause`);
  if (node.distinct || node.star || node.orderBy.length > 0 || node.limit || (node.nulls && !entry.nulls)) throw scope.source.error(node.at, `Analytic function ${name} does not support these modifiers`);
  const over = overClause(node.over, scope);
  if (entry.ordered && !over.ordered) throw scope.source.error(node.at, `Window ORDER BY is required for analytic function ${name}`);
  const navigates = name.endsWith('_VALUE');
  if (over.framed && !navigates) throw scope.source.error(node.at, `Window framing clause is not allowed for analytic function ${name}`);
  const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (name.startsWith('PERCENTILE_')) {
    if (over.ordered) throw scope.source.error(node.at, `Window ORDER BY is not allowed for analytic function ${name}`);
    if (args[1] && args[1].literal === undefined) throw scope.source.unsupported(node.at, `${name} with a percentile that is not a literal`);
    if (node.nulls === 'RESPECT') throw scope.source.unsupported(node.at, `RESPECT NULLS in ${name}`);
    if (args[0]?.type.kind === 'NUMERIC') throw scope.source.unsupported(node.at, `${name} of NUMERIC`);
  }
  refuseOffset(name, args[1], scope);
  const nested = args.find((arg) => arg.window)?.window;
  if (nested) throw scope.source.error(nested.at, 'Analytic function cannot be an argument of another analytic function');
  const nulls = node.nulls === 'IGNORE' ? ' IGNORE NULLS' : '';
  const value = applySignatures(entry.builds.map((build) => build(over.sql, nulls)), node, args, scope);
  const aggregate = [...args, ...over.values].find((part) => part.aggregate)?.aggregate;
  return { at: node.at, type: value.type, sql: value.sql, uses: [...value.uses, ...over.values.flatMap((part) => part.uses)], window: { name, at: node.at }, ...(aggregate && { aggregate }) };
}

/** The least that the second argument may be. */
const LEAST_OFFSETS: Readonly<Record<string, bigint>> = { LAG: 0n, LEAD: 0n, NTH_VALUE: 1n };

function refuseOffset(name: string, offset: Typed | undefined, scope: Scope): void {
  const least = LEAST_OFFSETS[name];
  if (least === undefined || offset === undefined || offset.parameter) return;
  if (offset.literal === undefined) throw scope.source.error(offset.at, `Argument 2 to ${name} must be a literal or query parameter`);
  if (offset.literal.type === 'NULL') throw scope.source.error(offset.at, `Argument 2 to ${name} must not be NULL`);
  if (offset.literal.type === 'INT64' && offset.literal.value < least) throw scope.source.error(offset.at, `Argument 2 to ${name} must be at least ${least}`);
}
