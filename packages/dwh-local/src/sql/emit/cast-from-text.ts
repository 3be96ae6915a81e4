import type { SqlType } from '../types.js';
import { BIGNUMERIC_TEXT, bignumericKeySql } from '../../engine/bignumeric-sql.js';
import { bind } from './bind.js';
import { leavesCalendar } from './calendar-range.js';
import { raise } from './raise.js';
import { instantInKnown } from './time-zone.js';

const DATE = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const TIME = '(?:[01]?[0-9]|2[0-3]):[0-9]{1,2}:[0-9]{1,2}(?:\\.[0-9]{0,6})?';
const OFFSET = '(?:[zZ]|[uU][tT][cC]|[+-](?:(?:0?[0-9]|1[0-3])(?::?[0-5][0-9])?|14(?::?00)?))';

interface TextForm {
  readonly pattern: string;
  readonly convert: (x: string) => string;
  readonly failure: (x: string) => string;
}

const trimmed = (x: string) => `trim(${x}, ' \t\n\r')`;
const quoted = (what: string) => (x: string) => raise(`${what}: '`, x, `''''`);

const FORMS: Partial<Record<SqlType['kind'], TextForm>> = {
  INT64: {
    pattern: '^\\s*[+-]?(?:[0-9]+|0[xX][0-9a-fA-F]+)\\s*$',
    convert: (x) => bind([trimmed(x)], (text) => `CASE WHEN regexp_matches(${text}, '^[+-]') AND regexp_matches(${text}, '[xX]') THEN TRY_CAST(left(${text}, 1) || CAST(TRY_CAST(substr(${text}, 2) AS BIGINT) AS VARCHAR) AS BIGINT) ELSE TRY_CAST(ltrim(${text}, '+') AS BIGINT) END`),
    failure: (x) => raise('Bad int64 value: ', x),
  },
  FLOAT64: {
    pattern: '(?i)^\\s*[+-]?(?:[0-9]+\\.?[0-9]*(?:e[+-]?[0-9]+)?|\\.[0-9]+(?:e[+-]?[0-9]+)?|inf|infinity|nan)\\s*$',
    // What is too large for a double is an error, not infinity.
    convert: (x) => bind([`TRY_CAST(ltrim(${trimmed(x)}, '+') AS DOUBLE)`, x], (value, text) => `CASE WHEN isinf(${value}) AND NOT contains(lower(${text}), 'inf') THEN NULL ELSE ${value} END`),
    failure: (x) => raise('Bad double value: ', x),
  },
  NUMERIC: {
    pattern: '^\\s*[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?\\s*$',
    convert: (x) => `TRY_CAST(ltrim(${trimmed(x)}, '+') AS DECIMAL(38,9))`,
    failure: (x) => raise('Invalid NUMERIC value: ', x),
  },
  BIGNUMERIC: {
    pattern: `^\\s*${BIGNUMERIC_TEXT}\\s*$`,
    // The service rounds what has more than 38 places.
    convert: (x) => bind([trimmed(x)], (text) => bind([bignumericKeySql(text), text], (key, digits) => `CASE WHEN ${key} IS NULL AND abs(TRY_CAST(ltrim(${digits}, '+') AS DOUBLE)) < 5.78e38 THEN ${raise('Unsupported: a STRING with more than 38 digits behind the point as BIGNUMERIC')} ELSE ${key} END`)),
    failure: (x) => raise('Invalid BIGNUMERIC value: ', x),
  },
  DATE: { pattern: `^${DATE}$`, convert: (x) => `TRY_CAST(${x} AS DATE)`, failure: quoted('Invalid date') },
  TIME: { pattern: `^${TIME}$`, convert: (x) => `TRY_CAST(${x} AS TIME)`, failure: quoted('Invalid time string') },
  DATETIME: { pattern: `^${DATE}(?:[ tT]${TIME})?$`, convert: (x) => `TRY_CAST(replace(upper(${x}), 'T', ' ') AS TIMESTAMP)`, failure: quoted('Invalid datetime string') },
  TIMESTAMP: {
    pattern: `^${DATE}(?:[ tT]${TIME})?\\s?(?:${OFFSET}|[A-Za-z]+/[A-Za-z_/]+)?$`,
    convert: timestampFromText,
    failure: quoted('Invalid timestamp'),
  },
};

/** The local part and the zone apart: DuckDB takes only some of GoogleSQL's spellings of a zone. */
function timestampFromText(x: string): string {
  const zone = (name: string) => `regexp_extract(${name}, '^${DATE}(?:[ tT]${TIME})?\\s?(.*)$', 1)`;
  const local = (name: string) => `TRY_CAST(replace(regexp_extract(${name}, '^${DATE}(?:[ tT]${TIME})?'), 'T', ' ') AS TIMESTAMP)`;
  return bind([x], (text) => bind([zone(text), local(`regexp_replace(${text}, '^(.{8,10})t', '\\1T')`)], (name, civil) => {
    const minutes = `CAST(left(${name}, 1) || '1' AS INTEGER) * (CAST(regexp_extract(${name}, '^.([0-9]{1,2})', 1) AS INTEGER) * 60 + CAST('0' || regexp_extract(${name}, '^.[0-9]{1,2}:?([0-9]{2})$', 1) AS INTEGER))`;
    return `CASE WHEN upper(${name}) IN ('', 'Z', 'UTC') THEN timezone('UTC', ${civil}) WHEN regexp_matches(${name}, '^[+-]') THEN timezone('UTC', ${civil} - to_minutes(${minutes})) ELSE ${instantInKnown(name, civil)} END`;
  }));
}

/** `CAST(x AS T)` of a STRING; only GoogleSQL's own spellings are taken, not all that DuckDB would. */
export function castFromText(sql: string, to: SqlType['kind'], safe: boolean): string {
  // encode() keeps the UTF-8 bytes; DuckDB's own cast would read \x escapes.
  if (to === 'BYTES') return `encode(${sql})`;
  if (to === 'BOOL') {
    return bind([sql], (x) => `CASE lower(${x}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE ELSE ${safe ? 'NULL' : `CASE WHEN ${x} IS NOT NULL THEN ${raise('Bad bool value: ', x)} END`} END`);
  }
  const form = FORMS[to];
  if (form === undefined) throw new RangeError(`No cast from STRING to ${to}`);
  return bind([sql], (x) => {
    const converted = `CASE WHEN regexp_matches(${x}, '${form.pattern}') THEN ${form.convert(x)} END`;
    const dated = to === 'DATE' || to === 'DATETIME' || to === 'TIMESTAMP';
    const kept = dated ? bind([converted], (value) => `CASE WHEN NOT ${leavesCalendar(value, to)} THEN ${value} END`) : converted;
    return safe ? kept : bind([kept, x], (value, text) => `CASE WHEN ${text} IS NOT NULL AND ${value} IS NULL THEN ${form.failure(text)} ELSE ${value} END`);
  });
}
