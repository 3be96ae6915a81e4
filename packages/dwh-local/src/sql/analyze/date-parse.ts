import type { Call } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { inCalendar } from '../emit/calendar-range.js';
import { quoteString } from '../emit/quote.js';
import { raise } from '../emit/raise.js';
import { DATE, DATETIME, STRING, TIME, TIMESTAMP, type ScalarType } from '../types.js';
import { tryCoerce } from './coercion.js';
import { ELEMENT, literalFormat } from './date-format.js';
import { readZone, UTC } from './date-part.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

/** Any of these takes the short name of a month as well as the whole. */
const MONTH = '\u0002';
const DATES: Readonly<Record<string, string>> = { Y: '%Y', E4Y: '%Y', y: '%y', m: '%m', d: '%d', e: '%d', F: '%Y-%m-%d', D: '%m/%d/%y', b: MONTH, h: MONTH, B: MONTH, '%': '%%' };
const TIMES: Readonly<Record<string, string>> = { H: '%H', M: '%M', S: '%S', T: '%H:%M:%S', R: '%H:%M', I: '%I', p: '%p', '%': '%%' };
const OFFSETS: Readonly<Record<string, string>> = { z: '%z', Ez: '%z' };
/** Seconds with a fraction, or without. */
const FRACTIONAL = /^E(?:\*|[1-6])S$/;

/** A format that is written in the query in DuckDB's elements: one for each way in which a text may spell it. */
function duckFormats(format: string, known: Readonly<Record<string, string>>, refuse: (element: string) => Error): string[] {
  let fractional = false;
  const text = format.replaceAll(ELEMENT, (_, element: string) => {
    if (FRACTIONAL.test(element) && 'S' in known) {
      fractional = true;
      return '%S\u0001';
    }
    const found = known[element];
    if (found === undefined) throw refuse(element);
    return found;
  });
  const seconds = fractional ? [text.replaceAll('\u0001', '.%f'), text.replaceAll('\u0001', '')] : [text];
  return seconds.flatMap((one) => (one.includes(MONTH) ? [one.replaceAll(MONTH, '%B'), one.replaceAll(MONTH, '%b')] : [one]));
}

function parser(type: ScalarType): Special {
  const known = type.kind === 'DATE' ? DATES : type.kind === 'TIME' ? TIMES : type.kind === 'DATETIME' ? { ...DATES, ...TIMES } : { ...DATES, ...TIMES, ...OFFSETS };
  return (node, scope) => {
    const name = node.name[0] as string;
    const format = literalFormat(node, scope);
    const given = node.arguments[1] && analyzeExpression(node.arguments[1], scope);
    const value = given && tryCoerce(given, STRING, scope);
    if (value === undefined || node.arguments.length > (type.kind === 'TIMESTAMP' ? 3 : 2)) throw noMatchingSignature(node, given ? [given] : [], scope);
    if (type.kind === 'TIMESTAMP' && format === '%s') return compose(node.at, type, failing(value.sql, (text) => `make_timestamptz(TRY_CAST(${text} AS BIGINT) * 1000000)`), [value]);
    const formats = duckFormats(format, known, (element) => scope.source.unsupported(node.at, `format element %${element} in ${name}`));
    // Without a year GoogleSQL means 1970, DuckDB 1900.
    const dated = formats.every((text) => /%[Yy]/.test(text));
    const written = formats.map((text) => quoteString(dated ? text : `%Y|${text}`));
    const zoned = formats.some((text) => text.includes('%z'));
    if (zoned && node.arguments[2]) throw scope.source.unsupported(node.at, `%z in ${name} together with a zone`);
    const zone = node.arguments[2] ? readZone(node.arguments[2], scope) : UTC;
    const sql = failing(value.sql, (text) => {
      const source = dated ? text : `'1970|' || ${text}`;
      // A list of formats would lose the offset.
      return zoned ? `COALESCE(${written.map((one) => `try_strptime(${source}, ${one})`).join(', ')})` : `try_strptime(${source}, [${written.join(', ')}])`;
    });
    const converted = type.kind === 'DATE' ? `CAST(${sql} AS DATE)` : type.kind === 'TIME' ? `CAST(${sql} AS TIME)` : type.kind === 'TIMESTAMP' && !zoned ? zone.toInstant(sql) : sql;
    return compose(node.at, type, type.kind === 'TIME' ? converted : inCalendar(converted, type.kind, name), [value]);
  };
}

function failing(sql: string, parse: (text: string) => string): string {
  return bind([sql], (text) => bind([parse(text), text], (parsed, input) => `CASE WHEN ${input} IS NOT NULL AND ${parsed} IS NULL THEN ${raise(`Failed to parse input string "`, input, `'"'`)} ELSE ${parsed} END`));
}

export const PARSE_FUNCTIONS: ReadonlyMap<string, Special> = new Map([
  ['PARSE_DATE', parser(DATE)],
  ['PARSE_DATETIME', parser(DATETIME)],
  ['PARSE_TIME', parser(TIME)],
  ['PARSE_TIMESTAMP', parser(TIMESTAMP)],
]);
