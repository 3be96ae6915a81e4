import { duckDbType } from '../duckdb-type.js';
import type { SqlType } from '../types.js';
import { bignumericKeySql, bignumericTextSql } from '../../engine/bignumeric-sql.js';
import { bind } from './bind.js';
import { castToText } from './cast-to-text.js';
import { castFromText } from './cast-from-text.js';
import { raise } from './raise.js';

/** Whether `CAST(x AS to)` exists. */
export function castExists(from: SqlType, to: SqlType): boolean {
  if (from.kind === to.kind && from.kind !== 'ARRAY' && from.kind !== 'STRUCT') return true;
  const targets: Partial<Record<string, string>> = {
    INT64: 'BOOL NUMERIC BIGNUMERIC FLOAT64 STRING',
    FLOAT64: 'INT64 NUMERIC STRING',
    NUMERIC: 'INT64 BIGNUMERIC FLOAT64 STRING',
    BIGNUMERIC: 'NUMERIC FLOAT64 STRING',
    BOOL: 'INT64 STRING',
    STRING: 'INT64 FLOAT64 NUMERIC BIGNUMERIC BOOL BYTES DATE DATETIME TIME TIMESTAMP',
    BYTES: 'STRING',
    DATE: 'STRING DATETIME TIMESTAMP',
    DATETIME: 'STRING DATE TIME TIMESTAMP',
    TIME: 'STRING',
    TIMESTAMP: 'STRING DATE TIME DATETIME',
  };
  return (targets[from.kind] ?? '').split(' ').includes(to.kind);
}

/** The DuckDB text of an existing cast. `safe` answers NULL where the value cannot be converted, instead of failing. */
export function emitCast(sql: string, from: SqlType, to: SqlType, safe: boolean): string {
  if (from.kind === to.kind) return sql;
  const cast = safe ? 'TRY_CAST' : 'CAST';
  if (to.kind === 'STRING') return castToText(sql, from.kind, safe);
  if (from.kind === 'STRING') return castFromText(sql, to.kind, safe);
  const plain = (value: string) => `${cast}(${value} AS ${duckDbType(to)})`;
  switch (`${from.kind}>${to.kind}`) {
    case 'FLOAT64>INT64':
      // DuckDB's cast rounds half to even, its round() half away from zero.
      return plain(`round(${sql})`);
    case 'INT64>BIGNUMERIC':
    case 'NUMERIC>BIGNUMERIC':
      return bignumericKeySql(`CAST(${sql} AS VARCHAR)`);
    case 'BIGNUMERIC>NUMERIC':
    case 'BIGNUMERIC>FLOAT64':
      return plain(bignumericTextSql(sql));
    case 'FLOAT64>NUMERIC':
      return floatToNumeric(sql, safe);
    case 'INT64>BOOL':
      return `(${sql} <> 0)`;
    case 'BOOL>INT64':
      return plain(sql);
    case 'DATE>TIMESTAMP':
      return `timezone('UTC', CAST(${sql} AS TIMESTAMP))`;
    case 'DATETIME>TIMESTAMP':
    case 'TIMESTAMP>DATETIME':
      return `timezone('UTC', ${sql})`;
    case 'TIMESTAMP>DATE':
      return `CAST(timezone('UTC', ${sql}) AS DATE)`;
    case 'TIMESTAMP>TIME':
      return `CAST(timezone('UTC', ${sql}) AS TIME)`;
    default:
      return plain(sql);
  }
}

/** Through the exact decimal digits of the double: DuckDB's own cast multiplies by 1e9 first, which loses digits. */
function floatToNumeric(sql: string, safe: boolean): string {
  return bind([sql], (x) => {
    const failure = safe ? 'NULL' : raise('Illegal conversion of non-finite floating point number to NUMERIC: ', x);
    const digits = `format('{:.17f}', ${x})`;
    return `CASE WHEN NOT isfinite(${x}) THEN ${failure} ELSE ${safe ? 'TRY_CAST' : 'CAST'}(${digits} AS DECIMAL(38,9)) END`;
  });
}
