import type { Call } from '../ast/expression.js';
import { extract } from '../emit/date-part.js';
import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { DATE, DATETIME, STRING, TIME, TIMESTAMP, type ScalarType } from '../types.js';
import { tryCoerce } from './coercion.js';
import { readZone, UTC } from './date-part.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

const DATE_ELEMENTS: Readonly<Record<string, string>> = {
  m: '%m', d: '%d', D: '%m/%d/%y', x: '%m/%d/%y', y: '%y', j: '%j', b: '%b', h: '%b', B: '%B', a: '%a', A: '%A', U: '%U', W: '%W', w: '%w', u: '%u', V: '%V', E4Y: '%Y', '%': '%%', n: '\n', t: '\t',
};
const TIME_ELEMENTS: Readonly<Record<string, string>> = { H: '%H', I: '%I', M: '%M', S: '%S', T: '%H:%M:%S', X: '%H:%M:%S', R: '%H:%M', p: '%p', E6S: '%S.%f' };
export const ELEMENT = /%(E4Y|E\*S|E[0-9]S|Ez|.)/gsu;

/** A format that is written in the query, in DuckDB's elements, with the few that DuckDB lacks computed beside it. */
function formatText(format: string, value: string, kinds: 'date' | 'time' | 'both', zoneText: string | undefined, fail: (what: string) => Error): string {
  const parts: string[] = [];
  let run = '';
  const flush = () => {
    if (run !== '') parts.push(`strftime(${value}, ${quoteString(run)})`);
    run = '';
  };
  let last = 0;
  for (const match of format.matchAll(ELEMENT)) {
    run += format.slice(last, match.index);
    last = match.index + match[0].length;
    const name = match[1] as string;
    const element = (kinds === 'time' ? undefined : DATE_ELEMENTS[name]) ?? (kinds === 'date' ? undefined : TIME_ELEMENTS[name]) ?? (name === '%' ? '%%' : undefined);
    if (element !== undefined) {
      run += element;
      continue;
    }
    flush();
    const padded = (number: string) => `lpad(CAST(${number} AS VARCHAR), 2, ' ')`;
    if (kinds !== 'time' && (name === 'Y' || name === 'F')) {
      // Without zeros before it.
      parts.push(`CAST(${extract(value, { name: 'YEAR' })} AS VARCHAR)`);
      if (name === 'F') run += '-%m-%d';
    } else if (name === 'G' && kinds !== 'time') parts.push(`CAST(${extract(value, { name: 'ISOYEAR' })} AS VARCHAR)`);
    else if (name === 'e' && kinds !== 'time') parts.push(padded(extract(value, { name: 'DAY' })));
    else if (name === 'k' && kinds !== 'date') parts.push(padded(extract(value, { name: 'HOUR' })));
    else if (name === 'Q' && kinds !== 'time') parts.push(`CAST(${extract(value, { name: 'QUARTER' })} AS VARCHAR)`);
    else if (name === 'E3S' && kinds !== 'date') parts.push(`strftime(${value}, '%S.%g')`);
    else if (name === 'E*S' && kinds !== 'date') parts.push(`regexp_replace(strftime(${value}, '%S.%f'), '\\.?0*$', '')`);
    else if (name === 'Z' && zoneText !== undefined) parts.push(quoteString('UTC'));
    else if (name === 'z' && zoneText !== undefined) parts.push(quoteString('+0000'));
    else if (name === 'Ez' && zoneText !== undefined) parts.push(quoteString('+00:00'));
    else if (name === 's' && zoneText !== undefined) parts.push(`CAST(CAST(floor(epoch(${value})) AS BIGINT) AS VARCHAR)`);
    else throw fail(`format element %${name}`);
  }
  run += format.slice(last);
  flush();
  return parts.length === 0 ? "''" : `(${parts.join(' || ')})`;
}

export function literalFormat(node: Call, scope: Scope): string {
  const argument = node.arguments[0];
  const value = argument && analyzeExpression(argument, scope);
  if (value === undefined) throw noMatchingSignature(node, [], scope);
  if (value.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, `${node.name[0]} with a format that is not a literal`);
  return value.literal.value;
}

function formatter(type: ScalarType, kinds: 'date' | 'time' | 'both'): Special {
  return (node, scope) => {
    const format = literalFormat(node, scope);
    const given = node.arguments[1] && analyzeExpression(node.arguments[1], scope);
    const value = given && (type.kind === 'DATE' && (given.type.kind === 'DATETIME' || given.type.kind === 'TIMESTAMP') ? given : tryCoerce(given, type, scope));
    const zoneNode = node.arguments[2];
    if (value === undefined || node.arguments.length > (type.kind === 'TIMESTAMP' ? 3 : 2)) throw noMatchingSignature(node, given ? [given] : [], scope);
    const zone = zoneNode ? readZone(zoneNode, scope) : UTC;
    const local = value.type.kind === 'TIMESTAMP' ? zone.toLocal(value.sql) : value.type.kind === 'TIME' ? `(DATE '1970-01-01' + ${value.sql})` : value.sql;
    const fail = (what: string) => scope.source.unsupported(node.at, `${what} in ${node.name[0]}`);
    const text = bind([local], (v) => formatText(format, v, value.type.kind === 'DATE' ? 'date' : kinds, value.type.kind === 'TIMESTAMP' && !zoneNode ? 'UTC' : undefined, fail));
    return compose(node.at, STRING, `CASE WHEN ${value.sql} IS NOT NULL THEN ${text} END`, [value]);
  };
}

export const FORMAT_FUNCTIONS: ReadonlyMap<string, Special> = new Map([
  ['FORMAT_DATE', formatter(DATE, 'both')],
  ['FORMAT_DATETIME', formatter(DATETIME, 'both')],
  ['FORMAT_TIME', formatter(TIME, 'time')],
  ['FORMAT_TIMESTAMP', formatter(TIMESTAMP, 'both')],
  ]);
