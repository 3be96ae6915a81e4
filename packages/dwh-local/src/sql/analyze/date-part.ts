import type { Expression } from '../ast/expression.js';
import { WEEKDAYS, type DatePart } from '../emit/date-part.js';
import { instantIn } from '../emit/time-zone.js';
import { parseZone } from './literal-text.js';
import { quoteString } from '../emit/quote.js';
import { analyzeExpression } from './expression.js';
import type { Scope } from './scope.js';

/** `MONTH`, `WEEK(MONDAY)`. @throws SqlError where the part is none of `allowed`. */
export function readPart(node: Expression | undefined, allowed: readonly string[], at: number, scope: Scope): DatePart {
  if (node?.kind === 'call' && node.name.length === 1 && node.name[0] === 'WEEK' && node.arguments.length === 1 && allowed.includes('WEEK')) {
    const [day] = node.arguments;
    const name = day?.kind === 'path' && day.parts.length === 1 ? day.parts[0]?.name.toUpperCase() : undefined;
    const weekday = WEEKDAYS.find((candidate) => candidate === name);
    if (weekday !== undefined) return { name: 'WEEK', weekday };
  }
  const name = node?.kind === 'path' && node.parts.length === 1 ? node.parts[0]?.name.toUpperCase() : undefined;
  if (name !== undefined && allowed.includes(name)) return { name };
  throw scope.source.error(node?.at ?? at, name === undefined ? 'A valid date part name is required' : `A valid date part name is required but found ${name}`);
}

/** A time zone argument, which must be a literal. */
export function readZone(node: Expression, scope: Scope): Zoned {
  const value = analyzeExpression(node, scope);
  if (value.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, 'a time zone that is not a literal');
  const zone = parseZone(value.literal.value);
  if (zone === undefined) throw scope.source.error(node.at, `Invalid time zone: ${value.literal.value}`);
  const { name } = zone;
  if (name !== undefined) return { toLocal: (sql) => `timezone(${quoteString(name)}, ${sql})`, toInstant: (sql) => instantIn(quoteString(name), sql) };
  const shift = (sign: string) => (sql: string) => `timezone('UTC', ${sql} ${sign} to_minutes(${zone.minutes}))`;
  return { toLocal: shift('+'), toInstant: shift('-') };
}

export interface Zoned {
  /** A TIMESTAMPTZ's local TIMESTAMP in the zone. */
  readonly toLocal: (sql: string) => string;
  /** The TIMESTAMPTZ of a local TIMESTAMP in the zone. */
  readonly toInstant: (sql: string) => string;
}

export const UTC: Zoned = { toLocal: (sql) => `timezone('UTC', ${sql})`, toInstant: (sql) => `timezone('UTC', ${sql})` };
