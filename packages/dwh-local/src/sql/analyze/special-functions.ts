import type { Call } from '../ast/expression.js';
import { CONSTRUCTORS } from '../functions/date-time.js';
import { CURRENT_FUNCTIONS } from './current-time.js';
import { DATE_ARITHMETIC } from './date-arithmetic.js';
import { readZone, UTC, type Zoned } from './date-part.js';
import { bind } from '../emit/bind.js';
import { inCalendar } from '../emit/calendar-range.js';
import { castExists, emitCast } from '../emit/cast.js';
import { quoteString } from '../emit/quote.js';
import { DATE, DATETIME, STRING, TIME, TIMESTAMP, type ScalarType } from '../types.js';
import { FORMAT_FUNCTIONS } from './date-format.js';
import { analyzeExpression } from './expression.js';
import { applySignatures, noMatchingSignature } from './function-call.js';
import { JSON_FUNCTIONS } from './json-functions.js';
import { PARSE_FUNCTIONS } from './date-parse.js';
import { DATE_SERIES } from './date-series.js';
import { jsonAs, JSON_VALUES } from './json-values.js';
import { REGEXP_FUNCTIONS } from './regexp-functions.js';
import { analyzeFormat } from './format.js';
import type { Scope } from './scope.js';
import { findSignatures } from '../functions/registry.js';
import { compose, isNull, type Typed } from './typed.js';

export type SpecialFunction = (node: Call, scope: Scope) => Typed;

/** `DATE(ts, 'Europe/Paris')`, `TIMESTAMP('2021-04-03')`: a conversion with an optional zone, or a constructor from parts. */
function converter(name: keyof typeof CONSTRUCTORS, target: ScalarType): SpecialFunction {
  return (node, scope) => {
    const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
    const [value] = args as [Typed?];
    const zone = args.length === 2 && args[1]?.type.kind === 'STRING' ? readZone(node.arguments[1] as Call['arguments'][number], scope) : undefined;
    if (value?.type.kind === 'TIMESTAMP' && target.kind !== 'TIMESTAMP' && (args.length === 1 || zone)) {
      return compose(node.at, target, inCalendar(`CAST(${(zone ?? UTC).toLocal(value.sql)} AS ${target.kind === 'DATETIME' ? 'TIMESTAMP' : target.kind})`, target.kind, name), [value]);
    }
    if (target.kind === 'TIMESTAMP' && (value?.type.kind === 'DATE' || value?.type.kind === 'DATETIME') && (args.length === 1 || zone)) {
      return compose(node.at, TIMESTAMP, inCalendar((zone ?? UTC).toInstant(`CAST(${value.sql} AS TIMESTAMP)`), 'TIMESTAMP', name), [value]);
    }
    if (value?.type.kind === 'STRING' && args.length === 1) return compose(node.at, target, emitCast(value.sql, STRING, target, false), [value]);
    if (value?.type.kind === 'STRING' && zone && target.kind === 'TIMESTAMP') return compose(node.at, TIMESTAMP, inCalendar(timestampIn(value.sql, zone), 'TIMESTAMP', name), [value]);
    if (value?.type.kind === 'STRING' && zone) throw scope.source.unsupported(node.at, `${name} of a STRING with a time zone`);
    return applySignatures(CONSTRUCTORS[name] ?? [], node, args, scope);
  };
}

/** A text with a zone of its own is in that one. */
function timestampIn(sql: string, zone: Zoned): string {
  return bind([sql], (text) => `CASE WHEN regexp_matches(${text}, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ tT][0-9:.]+)?$') THEN ${zone.toInstant(emitCast(text, STRING, DATETIME, false))} ELSE ${emitCast(text, STRING, TIMESTAMP, false)} END`);
}

function stringOf(node: Call, scope: Scope): Typed {
  const value = node.arguments[0] && analyzeExpression(node.arguments[0], scope);
  if (value?.type.kind === 'JSON' && node.arguments.length === 1) return compose(node.at, STRING, jsonAs(value.sql, STRING), [value]);
  const zoneNode = node.arguments[1];
  if (value?.type.kind === 'TIMESTAMP' && zoneNode && node.arguments.length === 2) return compose(node.at, STRING, textIn(value.sql, readZone(zoneNode, scope)), [value]);
  if (value === undefined || node.arguments.length !== 1 || !['TIMESTAMP', 'DATE', 'DATETIME', 'TIME'].includes(value.type.kind)) throw noMatchingSignature(node, value ? [value] : [], scope);
  return compose(node.at, STRING, emitCast(value.sql, value.type, STRING, false), [value]);
}

/** `2021-04-03 12:00:00+02`: the time in a zone, with its offset then. */
function textIn(sql: string, zone: Zoned): string {
  return bind([sql], (instant) =>
    bind([zone.toLocal(instant), instant], (local, at) => {
      const civil = `regexp_replace(${emitCast(local, DATETIME, STRING, false)}, 'T', ' ')`;
      return bind([`CAST(round(epoch(${local} - timezone('UTC', ${at})) / 60) AS BIGINT)`, civil], (minutes, text) => {
        const two = (number: string) => `lpad(CAST(${number} AS VARCHAR), 2, '0')`;
        return `${text} || CASE WHEN ${minutes} < 0 THEN '-' ELSE '+' END || ${two(`abs(${minutes}) // 60`)} || CASE WHEN abs(${minutes}) % 60 = 0 THEN '' ELSE ':' || ${two(`abs(${minutes}) % 60`)} END`;
      });
    }),
  );
}

/** `NORMALIZE(text, NFC)`; NFC unless another mode is named. */
function normalize(node: Call, scope: Scope): Typed {
  const [textNode, modeNode] = node.arguments;
  const mode = modeNode?.kind === 'path' && modeNode.parts.length === 1 ? modeNode.parts[0]?.name.toUpperCase() : undefined;
  if (modeNode && mode !== undefined && ['NFD', 'NFKC', 'NFKD'].includes(mode)) throw scope.source.unsupported(node.at, `NORMALIZE to ${mode}`);
  if (modeNode && mode !== 'NFC') throw scope.source.error(modeNode.at, 'A valid normalize mode is required: NFC, NFD, NFKC or NFKD');
  return applySignatures(findSignatures('NORMALIZE') ?? [], { ...node, arguments: node.arguments.slice(0, 1) }, textNode ? [analyzeExpression(textNode, scope)] : [], scope);
}

function sessionUser(node: Call, scope: Scope): Typed {
  const user = scope.source.session.context.sessionUser;
  if (user === undefined) throw scope.source.unsupported(node.at, 'function SESSION_USER');
  if (node.arguments.length > 0) throw noMatchingSignature(node, [], scope);
  return { at: node.at, type: STRING, sql: quoteString(user), uses: [] };
}

/** CONCAT takes whatever CAST can make a STRING of. */
function concat(node: Call, scope: Scope): Typed {
  const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
  const allBytes = args.every((arg) => arg.type.kind === 'BYTES' || isNull(arg));
  const texts = args.map((arg) => (allBytes || isNull(arg) || !castExists(arg.type, STRING) || arg.type.kind === 'BYTES' ? arg : compose(arg.at, STRING, emitCast(arg.sql, arg.type, STRING, false), [arg])));
  return applySignatures(findSignatures('CONCAT') ?? [], node, texts, scope);
}

const SPECIAL: ReadonlyMap<string, SpecialFunction> = new Map<string, SpecialFunction>([
  ...DATE_ARITHMETIC,
  ...CURRENT_FUNCTIONS,
  ...FORMAT_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...JSON_VALUES,
  ...DATE_SERIES,
  ...PARSE_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ['DATE', converter('DATE', DATE)],
  ['DATETIME', converter('DATETIME', DATETIME)],
  ['TIME', converter('TIME', TIME)],
  ['TIMESTAMP', converter('TIMESTAMP', TIMESTAMP)],
  ['STRING', stringOf],
  ['CONCAT', concat],
  ['FORMAT', analyzeFormat],
  ['NORMALIZE', normalize],
  ['SESSION_USER', sessionUser],
]);

/** Functions whose arguments are more than values: parts of dates, formats that are read when the query is, names of zones. */
export function findSpecial(name: string): SpecialFunction | undefined {
  return SPECIAL.get(name);
}

/** All of them, by name. */
export function specialFunctions(): readonly string[] {
  return [...SPECIAL.keys()];
}
