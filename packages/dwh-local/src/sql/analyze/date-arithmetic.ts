import type { Binary, Call, Expression, IntervalExpression } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { inCalendar } from '../emit/calendar-range.js';
import { boundaries, CALENDAR_PARTS, interval, MICROS, TIME_PARTS, truncate } from '../emit/date-part.js';
import { DATE, DATETIME, INT64, TIME, TIMESTAMP, type ScalarType, type SqlType } from '../types.js';
import { tryCoerce } from './coercion.js';
import { readPart, readZone, UTC } from './date-part.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import { noSignature } from './operator.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

const ADD_PARTS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
/** What can be added to, and truncated or counted in, each type. A TIMESTAMP has no months: their length depends on the zone. */
const ADDABLE: Partial<Record<SqlType['kind'], readonly string[]>> = { DATE: ADD_PARTS, DATETIME: [...TIME_PARTS, ...ADD_PARTS], TIME: TIME_PARTS, TIMESTAMP: [...TIME_PARTS, 'DAY'] };
const COUNTABLE: Partial<Record<SqlType['kind'], readonly string[]>> = { DATE: CALENDAR_PARTS, DATETIME: [...TIME_PARTS, ...CALENDAR_PARTS], TIME: TIME_PARTS, TIMESTAMP: [...TIME_PARTS, 'DAY'] };
const TRUNCATABLE = { ...COUNTABLE, TIMESTAMP: [...TIME_PARTS, ...CALENDAR_PARTS] };

/** `date + INTERVAL 1 DAY`, one side of which is an interval. */
export function dateArithmetic(node: Binary, left: Typed | undefined, scope: Scope): Typed {
  const span = (node.right.kind === 'interval' ? node.right : node.left) as IntervalExpression;
  const value = left ?? (node.right.kind === 'interval' ? undefined : analyzeExpression(node.right, scope));
  if (value === undefined || (node.operator !== '+' && !(node.operator === '-' && left !== undefined))) throw scope.source.unsupported(span.at, 'INTERVAL values outside of date arithmetic');
  const allowed = ADDABLE[value.type.kind];
  // DATE + INTERVAL is a DATETIME, whatever the interval's part.
  const base = value.type.kind === 'DATE' ? { ...value, type: DATETIME, sql: `CAST(${value.sql} AS TIMESTAMP)` } : value;
  if (allowed === undefined || base.type.kind === 'TIME') throw noSignature(scope, node.at, node.operator, [value]);
  return shift(base, span, node.operator === '+' ? '+' : '-', node.at, scope);
}

function shift(value: Typed, span: IntervalExpression, sign: '+' | '-', at: number, scope: Scope): Typed {
  const part = span.part;
  if (!(ADDABLE[value.type.kind] ?? []).includes(part)) throw scope.source.error(span.at, `${value.type.kind} arithmetic does not support the ${part} date part`);
  const count = tryCoerce(analyzeExpression(span.value, scope), INT64, scope);
  if (count === undefined) throw scope.source.error(span.at, 'Interval value must be coercible to INT64 type');
  // DuckDB adds days to a TIMESTAMPTZ in the session's zone, which is UTC, where every day has 24 hours.
  const sum = `(${value.sql} ${sign} ${interval(part, count.sql)})`;
  return compose(at, value.type, inCalendar(value.type.kind === 'DATE' ? `CAST(${sum} AS DATE)` : sum, value.type.kind), [value, count]);
}

type Special = (node: Call, scope: Scope) => Typed;

/** The first argument as the function's type, widened as its other signatures allow. */
function first(node: Call, types: readonly ScalarType[], scope: Scope): Typed {
  const value = node.arguments[0] && analyzeExpression(node.arguments[0], scope);
  const own = value && types.find((type) => type.kind === value.type.kind);
  const coerced = value && (own ? value : tryCoerce(value, types[0] as ScalarType, scope));
  if (coerced === undefined) throw noMatchingSignature(node, value ? [value] : [], scope);
  return coerced;
}

function adder(sign: '+' | '-', types: readonly ScalarType[]): Special {
  return (node, scope) => {
    const value = first(node, types, scope);
    const span: Expression | undefined = node.arguments[1];
    if (span?.kind !== 'interval' || node.arguments.length !== 2) throw scope.source.error(node.at, `${node.name[0]} requires an INTERVAL as its second argument`);
    return shift(value, span, sign, node.at, scope);
  };
}

/** Dates and datetimes count the boundaries between; timestamps count whole units. */
function difference(types: readonly ScalarType[]): Special {
  return (node, scope) => {
    const later = first(node, types, scope);
    const second = node.arguments[1] && analyzeExpression(node.arguments[1], scope);
    const earlier = second && tryCoerce(second, later.type, scope);
    if (earlier === undefined || node.arguments.length !== 3) throw noMatchingSignature(node, second ? [later, second] : [later], scope);
    const part = readPart(node.arguments[2], COUNTABLE[later.type.kind] ?? [], node.at, scope);
    if (later.type.kind !== 'TIMESTAMP') return compose(node.at, INT64, boundaries(later.sql, earlier.sql, part), [later, earlier]);
    const micros = `(epoch_us(${later.sql}) - epoch_us(${earlier.sql}))`;
    return compose(node.at, INT64, bind([micros], (us) => `(CASE WHEN ${us} < 0 THEN -((-${us}) // ${MICROS[part.name]}) ELSE ${us} // ${MICROS[part.name]} END)`), [later, earlier]);
  };
}

function truncation(types: readonly ScalarType[]): Special {
  return (node, scope) => {
    const value = first(node, types, scope);
    const { kind } = value.type;
    const [, partNode, zoneNode] = node.arguments;
    const part = readPart(partNode, TRUNCATABLE[kind as keyof typeof TRUNCATABLE] ?? [], node.at, scope);
    if (node.arguments.length > (kind === 'TIMESTAMP' ? 3 : 2)) throw noMatchingSignature(node, [value], scope);
    if (kind === 'TIME') return compose(node.at, TIME, `CAST(${truncate(`(DATE '1970-01-01' + ${value.sql})`, part)} AS TIME)`, [value]);
    if (kind !== 'TIMESTAMP') return compose(node.at, value.type, inCalendar(`CAST(${truncate(value.sql, part)} AS ${kind === 'DATE' ? 'DATE' : 'TIMESTAMP'})`, kind), [value]);
    const zone = zoneNode ? readZone(zoneNode, scope) : UTC;
    // An hour or less is cut off where the clock stands: the same local time may come twice.
    if (TIME_PARTS.includes(part.name)) return compose(node.at, TIMESTAMP, bind([value.sql], (at) => bind([zone.toLocal(at), at], (local, instant) => `(${instant} - (${local} - CAST(${truncate(local, part)} AS TIMESTAMP)))`)), [value]);
    return compose(node.at, TIMESTAMP, inCalendar(zone.toInstant(`CAST(${truncate(zone.toLocal(value.sql), part)} AS TIMESTAMP)`), kind), [value]);
  };
}

function lastDay(node: Call, scope: Scope): Typed {
  const value = first(node, [DATE, DATETIME], scope);
  const part = node.arguments[1] ? readPart(node.arguments[1], CALENDAR_PARTS, node.at, scope) : { name: 'MONTH' };
  if (part.name === 'ISOYEAR') throw scope.source.unsupported(node.at, 'LAST_DAY with ISOYEAR');
  const start = truncate(value.sql, part);
  return compose(node.at, DATE, inCalendar(`CAST(CAST(${start} + ${interval(part.name === 'ISOWEEK' ? 'WEEK' : part.name, 'CAST(1 AS BIGINT)')} AS DATE) - 1 AS DATE)`, 'DATE'), [value]);
}

const DATES = [DATE, DATETIME, TIMESTAMP] as const;
const DATETIMES = [DATETIME, TIMESTAMP, DATE] as const;
const TIMESTAMPS = [TIMESTAMP, DATETIME, DATE] as const;

export const DATE_ARITHMETIC: ReadonlyMap<string, Special> = new Map([
  ['DATE_ADD', adder('+', DATES)],
  ['DATE_SUB', adder('-', DATES)],
  ['DATE_DIFF', difference(DATES)],
  ['DATE_TRUNC', truncation(DATES)],
  ['DATETIME_ADD', adder('+', [DATETIME])],
  ['DATETIME_SUB', adder('-', [DATETIME])],
  ['DATETIME_DIFF', difference(DATETIMES)],
  ['DATETIME_TRUNC', truncation(DATETIMES)],
  ['TIME_ADD', adder('+', [TIME])],
  ['TIME_SUB', adder('-', [TIME])],
  ['TIME_DIFF', difference([TIME])],
  ['TIME_TRUNC', truncation([TIME])],
  ['TIMESTAMP_ADD', adder('+', TIMESTAMPS)],
  ['TIMESTAMP_SUB', adder('-', TIMESTAMPS)],
  ['TIMESTAMP_DIFF', difference(TIMESTAMPS)],
  ['TIMESTAMP_TRUNC', truncation(TIMESTAMPS)],
  ['LAST_DAY', lastDay],
]);
