import { canonicalJson, JsonTextError } from '../../json/canonical-json.js';
import type { Literal } from '../ast/expression.js';
import { quoteBytes, quoteString } from '../emit/quote.js';
import { instantIn } from '../emit/time-zone.js';
import { BOOL, BYTES, FLOAT64, INT64, STRING, type ScalarKind } from '../types.js';
import { parseCivilText, parseBignumericText, parseNumericText, parseZone } from './literal-text.js';
import type { SourceText } from './session.js';
import type { Typed } from './typed.js';

export function analyzeLiteral(node: Literal, source: SourceText): Typed {
  const { literal, at } = node;
  const base = { at, uses: [], literal };
  switch (literal.type) {
    case 'INT64':
      if (literal.value > 9223372036854775807n || literal.value < -9223372036854775808n) throw source.error(at, `Invalid integer literal: ${literal.value}`);
      return { ...base, type: INT64, sql: intLiteral(literal.value) };
    case 'FLOAT64':
      if (!Number.isFinite(Number(literal.value))) throw source.error(at, `Invalid floating point literal: ${literal.value}`);
      return { ...base, type: FLOAT64, sql: `CAST('${Number(literal.value)}' AS DOUBLE)` };
    case 'STRING':
      return { ...base, type: STRING, sql: quoteString(literal.value) };
    case 'BYTES':
      return { ...base, type: BYTES, sql: quoteBytes(literal.value) };
    case 'BOOL':
      return { ...base, type: BOOL, sql: literal.value ? 'TRUE' : 'FALSE' };
    case 'NULL':
      return { ...base, type: INT64, sql: 'CAST(NULL AS BIGINT)' };
    default: {
      // A typed literal does not coerce as untyped text does.
      const typed = literalAs(literal.value, literal.type, at, source, true);
      return { at: typed.at, uses: [], type: typed.type, sql: typed.sql };
    }
  }
}

/** A BIGINT literal: DuckDB types a bare number by its size. */
export function intLiteral(value: bigint | number): string {
  return `CAST(${value} AS BIGINT)`;
}

/** The text of a literal as a value of a type. @throws SqlError where the text is none. */
export function literalAs(text: string, kind: ScalarKind, at: number, source: SourceText, written = false): Typed {
  const sql = literalSql(text, kind);
  if (sql === undefined) throw source.error(at, written ? `Invalid ${kind} literal` : `Could not cast literal ${JSON.stringify(text)} to type ${kind}`);
  return { at, uses: [], type: { kind }, sql };
}

function literalSql(text: string, kind: ScalarKind): string | undefined {
  if (kind === 'NUMERIC') {
    const number = parseNumericText(text);
    return number === undefined ? undefined : `CAST('${number}' AS DECIMAL(38,9))`;
  }
  if (kind === 'BIGNUMERIC') {
    const key = parseBignumericText(text);
    return key === undefined ? undefined : quoteString(key);
  }
  if (kind === 'JSON') {
    try {
      return `CAST(${quoteString(canonicalJson(text, { exact: true }))} AS JSON)`;
    } catch (error) {
      if (error instanceof JsonTextError) return undefined;
      throw error;
    }
  }
  const civil = parseCivilText(text);
  if (civil === undefined) return undefined;
  if (kind === 'DATE') return civil.date !== undefined && civil.time === undefined && civil.zone === undefined ? `DATE '${civil.date}'` : undefined;
  if (kind === 'TIME') return civil.date === undefined && civil.time !== undefined && civil.zone === undefined ? `TIME '${civil.time}'` : undefined;
  if (civil.date === undefined) return undefined;
  const local = `TIMESTAMP '${civil.date} ${civil.time ?? '00:00:00'}'`;
  if (kind === 'DATETIME') return civil.zone === undefined ? local : undefined;
  if (kind !== 'TIMESTAMP') return undefined;
  const zone = parseZone(civil.zone ?? 'UTC');
  if (zone === undefined) return undefined;
  if (zone.name === undefined && !isInCalendar(Date.parse(`${civil.date}T${(civil.time ?? '00:00:00').slice(0, 8)}Z`) - zone.minutes * 60_000)) return undefined;
  // The name stays in the text for named zones, as their offset depends on the date.
  return zone.name !== undefined ? instantIn(quoteString(zone.name), local) : `timezone('UTC', ${local} - to_minutes(${zone.minutes}))`;
}

/** A zone can carry a moment out of the years 1 to 9999. */
function isInCalendar(milliseconds: number): boolean {
  return milliseconds >= Date.parse('0001-01-01T00:00:00Z') && milliseconds < Date.parse('9999-12-31T23:59:59Z') + 1000;
}
