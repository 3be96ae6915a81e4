import { numericQuotient } from '../emit/arithmetic.js';
import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import type { TypePattern } from './signature.js';

/** The parts of an aggregate call that its text is made of. */
export interface AggregateParts {
  /** The texts of the arguments; none for COUNT(*). */
  readonly args: readonly string[];
  /** `DISTINCT `, or nothing. */
  readonly distinct: string;
  /** ` ORDER BY ...`, or nothing. */
  readonly order: string;
  /** ` OVER (...)`, or nothing. */
  readonly over: string;
  readonly ignoreNulls: boolean;
  readonly limit?: string;
}

export interface AggregateSignature {
  readonly parameters: readonly TypePattern[];
  readonly optional?: TypePattern;
  readonly result: TypePattern;
  readonly emit: (parts: AggregateParts) => string;
}

export interface Aggregate {
  readonly signatures: readonly AggregateSignature[];
  readonly star?: boolean;
  /** Which of DISTINCT, ORDER BY with LIMIT, IGNORE NULLS it takes. */
  readonly takes: readonly ('DISTINCT' | 'ORDER' | 'NULLS')[];
}

const call = (name: string) => ({ args, distinct, over }: AggregateParts) => `${name}(${distinct}${args.join(', ')})${over}`;
const one = (parameter: TypePattern, result: TypePattern, emit: AggregateSignature['emit']): AggregateSignature => ({ parameters: [parameter], result, emit });

function extreme(name: 'min' | 'max'): Aggregate {
  const float = one('FLOAT64', 'FLOAT64', ({ args, over }) => `CASE WHEN bool_or(isnan(${args[0]}))${over} THEN CAST('nan' AS DOUBLE) ELSE ${name}(${args[0]})${over} END`);
  return { signatures: [float, one('T', 'T', ({ args, over }) => `${name}(${args[0]})${over}`)], takes: ['DISTINCT'] };
}

const NAN = "CAST('nan' AS DOUBLE)";
const GREATEST_NUMERIC = "CAST('99999999999999999999999999999.999999999' AS DECIMAL(38,9))";
const finite = (args: readonly string[]) => args.map((arg) => `isfinite(${arg})`).join(' AND ');

/** A statistic that is NaN where a value is not finite, for which DuckDB fails. */
const statistic = (name: string) => ({ args, distinct, over }: AggregateParts) => `CASE WHEN bool_and(${finite(args)})${over} = FALSE THEN ${NAN} ELSE ${name}(${distinct}${args.join(', ')}) FILTER (WHERE ${finite(args)})${over} END`;
const spread = (name: string): Aggregate => ({ signatures: [one('FLOAT64', 'FLOAT64', statistic(name))], takes: ['DISTINCT'] });

/** A statistic of the pairs in which neither is NULL; NULL where there are fewer than `least`. */
const pair = (name: string, least: number): Aggregate => ({
  signatures: [{ parameters: ['FLOAT64', 'FLOAT64'], result: 'FLOAT64', emit: (parts) => `CASE WHEN regr_count(${parts.args.join(', ')})${parts.over} >= ${least} THEN ${statistic(name)(parts)} END` }],
  takes: [],
});

/** DuckDB adds decimals in 128 bits, which hold more than the type, and doubles up to infinity. */
const numericSum = (parts: AggregateParts) => `CASE WHEN abs(${call('sum')(parts)}) > ${GREATEST_NUMERIC} THEN ${raise('numeric overflow: SUM')} ELSE CAST(${call('sum')(parts)} AS DECIMAL(38,9)) END`;
/** DuckDB divides the sum, which may exceed the type where the average does not. */
const floatAverage = ({ args, distinct, over }: AggregateParts) => `CASE WHEN isinf(avg(${distinct}${args[0]})${over}) AND bool_and(isfinite(${args[0]}))${over} THEN avg(${distinct}${args[0]} / 4294967296)${over} * 4294967296 ELSE avg(${distinct}${args[0]})${over} END`;
const floatSum = (parts: AggregateParts) => `CASE WHEN isinf(${call('sum')(parts)}) AND bool_and(isfinite(${parts.args[0]}))${parts.over} THEN ${raise('floating point overflow: SUM')} ELSE ${call('sum')(parts)} END`;
/** The value of one column where another is extreme. */
const byOther = (name: string): AggregateSignature => ({ parameters: ['T', 'ANY'], result: 'T', emit: call(name) });

const average = ({ args, distinct, over }: AggregateParts) => {
  const [sum, count] = [`sum(${distinct}${args[0]})${over}`, `CAST(count(${distinct}${args[0]})${over} AS DECIMAL(38,9))`];
  return bind([`CAST(${sum} AS DECIMAL(38,9))`, count], (s, n) => `CASE WHEN ${n} > 0 THEN ${numericQuotient(s, n)} END`);
};

function list({ args, distinct, order, over, ignoreNulls, limit }: AggregateParts): string {
  const all = `list(${distinct}${args[0]}${order})${ignoreNulls ? ` FILTER (WHERE ${args[0]} IS NOT NULL)` : ''}${over}`;
  return limit === undefined ? all : `list_slice(${all}, 1, ${limit})`;
}

/** NULLs are skipped; no value at all is NULL. */
function text(parts: AggregateParts): string {
  const [value, delimiter = "','"] = parts.args;
  if (parts.limit !== undefined) return `array_to_string(${list({ ...parts, args: [value as string], ignoreNulls: true })}, ${delimiter})`;
  return `string_agg(${parts.distinct}${value}, ${delimiter}${parts.order})${parts.over}`;
}

export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['ANY_VALUE', { signatures: [one('T', 'T', call('any_value'))], takes: [] }],
  // An exact count is one of the answers that the approximation may give.
  ['APPROX_COUNT_DISTINCT', { signatures: [one('T', 'INT64', ({ args, over }) => `count(DISTINCT ${args[0]})${over}`)], takes: [] }],
  [
    'ARRAY_CONCAT_AGG',
    { signatures: [one('ARRAY<T>', 'ARRAY<T>', (parts) => `flatten(${list({ ...parts, ignoreNulls: true })})`)], takes: ['ORDER'] },
  ],
  ['ARRAY_AGG', { signatures: [one('T', 'ARRAY<T>', list)], takes: ['DISTINCT', 'ORDER', 'NULLS'] }],
  ['AVG', { signatures: [one('INT64', 'FLOAT64', call('avg')), one('NUMERIC', 'NUMERIC', average), one('FLOAT64', 'FLOAT64', floatAverage)], takes: ['DISTINCT'] }],
  ['BIT_AND', { signatures: [one('INT64', 'INT64', call('bit_and'))], takes: [] }],
  ['BIT_OR', { signatures: [one('INT64', 'INT64', call('bit_or'))], takes: [] }],
  ['BIT_XOR', { signatures: [one('INT64', 'INT64', call('bit_xor'))], takes: ['DISTINCT'] }],
  ['CORR', pair('corr', 2)],
  ['COVAR_POP', pair('covar_pop', 1)],
  ['COVAR_SAMP', pair('covar_samp', 2)],
  ['COUNT', { signatures: [one('T', 'INT64', call('count'))], star: true, takes: ['DISTINCT'] }],
  ['COUNTIF', { signatures: [one('BOOL', 'INT64', ({ args, over }) => `count(*) FILTER (WHERE ${args[0]})${over}`)], takes: [] }],
  ['LOGICAL_AND', { signatures: [one('BOOL', 'BOOL', call('bool_and'))], takes: [] }],
  ['LOGICAL_OR', { signatures: [one('BOOL', 'BOOL', call('bool_or'))], takes: [] }],
  ['MAX', extreme('max')],
  ['MAX_BY', { signatures: [byOther('arg_max_null')], takes: [] }],
  ['MIN', extreme('min')],
  ['MIN_BY', { signatures: [byOther('arg_min_null')], takes: [] }],
  ['STDDEV', spread('stddev_samp')],
  ['STDDEV_POP', spread('stddev_pop')],
  ['STDDEV_SAMP', spread('stddev_samp')],
  ['STRING_AGG', { signatures: [{ parameters: ['STRING'], optional: 'STRING', result: 'STRING', emit: text }], takes: ['DISTINCT', 'ORDER'] }],
  [
    'SUM',
    {
      signatures: [
        one('INT64', 'INT64', (parts) => `CAST(${call('sum')(parts)} AS BIGINT)`),
        one('NUMERIC', 'NUMERIC', numericSum),
        one('FLOAT64', 'FLOAT64', floatSum),
      ],
      takes: ['DISTINCT'],
    },
  ],
  ['VARIANCE', spread('var_samp')],
  ['VAR_POP', spread('var_pop')],
  ['VAR_SAMP', spread('var_samp')],
] satisfies [string, Aggregate][]);

