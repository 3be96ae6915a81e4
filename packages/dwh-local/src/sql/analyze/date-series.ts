import type { Call, Expression } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { interval, MICROS } from '../emit/date-part.js';
import { raise } from '../emit/raise.js';
import { arrayOf, DATE, DATETIME, INT64, TIMESTAMP, type ScalarType } from '../types.js';
import { tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

interface Span {
  readonly part: string;
  readonly count: Typed;
}

function readSpan(node: Expression | undefined, parts: readonly string[], call: Call, scope: Scope): Span {
  if (node?.kind !== 'interval') throw noMatchingSignature(call, [], scope);
  const count = tryCoerce(analyzeExpression(node.value, scope), INT64, scope);
  if (count === undefined) throw scope.source.error(node.at, 'Interval value must be coercible to INT64 type');
  if (!parts.includes(node.part)) throw scope.source.unsupported(node.at, `${call.name[0]} in steps of ${node.part}`);
  return { part: node.part, count };
}

function argument(node: Call, index: number, type: ScalarType, scope: Scope): Typed | undefined {
  const given = node.arguments[index] && analyzeExpression(node.arguments[index], scope);
  const value = given && tryCoerce(given, type, scope);
  if (given !== undefined && value === undefined) throw noMatchingSignature(node, [given], scope);
  return value;
}

/** Every step from start to end, both counting; months are added to the start, so that the end of one month does not shorten the next. */
const dates: Special = (node, scope) => {
  const [start, end] = [argument(node, 0, DATE, scope), argument(node, 1, DATE, scope)];
  if (start === undefined || end === undefined || node.arguments.length > 3) throw noMatchingSignature(node, [], scope);
  const span = node.arguments.length === 3 ? readSpan(node.arguments[2], ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'], node, scope) : undefined;
  const values = [start.sql, end.sql, span?.count.sql ?? 'CAST(1 AS BIGINT)'];
  const sql = bind(values, (a, b, n) => {
    const step = (count: string) => interval(span?.part ?? 'DAY', `${n} * ${count}`);
    // No step is longer than its count of days: so many are tried, and those beyond the end dropped.
    const most = `abs(date_diff('${({ WEEK: 'day', QUARTER: 'month' } as Record<string, string>)[span?.part ?? ''] ?? (span?.part ?? 'DAY').toLowerCase()}', ${a}, ${b})) + 1`;
    const series = `list_transform(generate_series(CAST(0 AS BIGINT), ${most}), lambda i: CAST(${a} + ${step('i')} AS DATE))`;
    return `CASE WHEN ${n} = 0 THEN ${raise('Sequence step cannot be 0.')} WHEN ${a} IS NULL OR ${b} IS NULL OR ${n} IS NULL THEN NULL ELSE list_filter(${series}, lambda d: (${n} > 0 AND d <= ${b}) OR (${n} < 0 AND d >= ${b})) END`;
  });
  return compose(node.at, arrayOf(DATE), sql, [start, end, ...(span ? [span.count] : [])]);
};

const timestamps: Special = (node, scope) => {
  const [start, end] = [argument(node, 0, TIMESTAMP, scope), argument(node, 1, TIMESTAMP, scope)];
  if (start === undefined || end === undefined || node.arguments.length !== 3) throw noMatchingSignature(node, [], scope);
  const span = readSpan(node.arguments[2], ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY'], node, scope);
  const sql = bind([start.sql, end.sql, span.count.sql], (a, b, n) => `CASE WHEN ${n} = 0 THEN ${raise('Sequence step cannot be 0.')} ELSE list_transform(generate_series(epoch_us(${a}), epoch_us(${b}), ${n} * ${MICROS[span.part]}), lambda us: make_timestamptz(us)) END`);
  return compose(node.at, arrayOf(TIMESTAMP), sql, [start, end, span.count]);
};

/** The start of the bucket that a moment lies in; buckets are counted from an origin. */
function bucket(type: ScalarType): Special {
  const parts = type.kind === 'DATE' ? ['DAY'] : ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY'];
  const micros = (sql: string) => `epoch_us(${type.kind === 'DATE' ? `CAST(${sql} AS TIMESTAMP)` : sql})`;
  const back = (us: string) => (type.kind === 'TIMESTAMP' ? `make_timestamptz(${us})` : type.kind === 'DATE' ? `CAST(make_timestamp(${us}) AS DATE)` : `make_timestamp(${us})`);
  return (node, scope) => {
    const value = argument(node, 0, type, scope);
    if (value === undefined || node.arguments.length > 3) throw noMatchingSignature(node, [], scope);
    const span = readSpan(node.arguments[1], parts, node, scope);
    const origin = argument(node, 2, type, scope);
    const sql = bind([micros(value.sql), origin ? micros(origin.sql) : "epoch_us(TIMESTAMP '1950-01-01')", `${span.count.sql} * ${MICROS[span.part]}`], (us, from, width) =>
      `CASE WHEN ${width} <= 0 THEN ${raise('The bucket width must be positive')} ELSE ${back(`${us} - (((${us} - ${from}) % ${width}) + ${width}) % ${width}`)} END`);
    return compose(node.at, type, sql, [value, span.count, ...(origin ? [origin] : [])]);
  };
}

export const DATE_SERIES: ReadonlyMap<string, Special> = new Map([
  ['GENERATE_DATE_ARRAY', dates],
  ['GENERATE_TIMESTAMP_ARRAY', timestamps],
  ['DATE_BUCKET', bucket(DATE)],
  ['DATETIME_BUCKET', bucket(DATETIME)],
  ['TIMESTAMP_BUCKET', bucket(TIMESTAMP)],
]);
