import type { SqlType } from '../types.js';
import { bignumericTextSql } from '../../engine/bignumeric-sql.js';
import { bind } from './bind.js';
import { raise } from './raise.js';

/** `CAST(x AS STRING)` in GoogleSQL's canonical text. */
export function castToText(sql: string, from: SqlType['kind'], safe: boolean): string {
  switch (from) {
    case 'FLOAT64':
      return floatToText(sql);
    case 'NUMERIC':
      // 1.500000000 is written 1.5, and 1.000000000 is written 1.
      return `rtrim(rtrim(CAST(${sql} AS VARCHAR), '0'), '.')`;
    case 'BIGNUMERIC':
      return bignumericTextSql(sql);
    case 'BYTES':
      return bytesToText(sql, safe);
    case 'DATE':
      return `strftime(${sql}, '%Y-%m-%d')`;
    case 'DATETIME':
      return bind([sql], (x) => `strftime(${x}, '%Y-%m-%d %H:%M:%S') || ${fraction(x)}`);
    case 'TIME':
      return bind([sql], (x) => `strftime(DATE '1970-01-01' + ${x}, '%H:%M:%S') || ${fraction(x)}`);
    case 'TIMESTAMP':
      return bind([sql], (x) => `strftime(timezone('UTC', ${x}), '%Y-%m-%d %H:%M:%S') || ${fraction(x)} || '+00'`);
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

/** Fifteen significant digits where they read back as the same number, else seventeen: 1.0 is written 1, and no zero has a sign. */
function floatToText(sql: string): string {
  return bind([sql], (x) => {
    const short = `format('{:.15g}', ${x})`;
    return `CASE WHEN ${x} = 0 THEN '0' WHEN CAST(${short} AS DOUBLE) = ${x} THEN ${short} ELSE format('{:.17g}', ${x}) END`;
  });
}

/** `%t` in FORMAT writes what a cast does, except that whole numbers keep `.0`. */
export function formatAsText(sql: string, from: SqlType['kind']): string {
  const text = castToText(sql, from, false);
  return from === 'FLOAT64' ? `regexp_replace(${text}, '^(-?[0-9]+)$', '\\1.0')` : text;
}

/** Nothing, milliseconds or microseconds: groups of three digits. */
function fraction(x: string): string {
  const micros = `(extract('microsecond' FROM ${x}) % 1000000)`;
  return `CASE WHEN ${micros} = 0 THEN '' WHEN ${micros} % 1000 = 0 THEN '.' || lpad(CAST(${micros} // 1000 AS VARCHAR), 3, '0') ELSE '.' || lpad(CAST(${micros} AS VARCHAR), 6, '0') END`;
}

function bytesToText(sql: string, safe: boolean): string {
  if (safe) return `TRY(decode(${sql}))`;
  return bind([sql], (x) => `CASE WHEN ${x} IS NULL THEN NULL ELSE COALESCE(TRY(decode(${x})), ${raise('Invalid cast of bytes to UTF8 string')}) END`);
}
