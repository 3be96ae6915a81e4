import type { DuckDBConnection } from '@duckdb/node-api';

import { ApiError } from '../../http/api-error.js';
import { translateQuery } from '../query/translate-query.js';
import { invalid, notImplemented } from '../refusals.js';
import { formatRow } from '../rows/format-value.js';
import { readableSql } from '../rows/readable-sql.js';
import { isDefaultExpression } from '../../sql/is-default-expression.js';
import { SqlError } from '../../sql/sql-error.js';
import type { DatasetRecord } from '../store/dataset-record.js';
import type { Field } from './field.js';

/** Another one for each row, which one value for all rows is not. */
const VOLATILE = /\b(GENERATE_UUID|RAND)\s*\(/i;

/** The default values of columns, as texts that the casts read, by the columns' names in lower case. @throws ApiError 400 for an expression that is none, or of another type */
export async function defaultTexts(connection: DuckDBConnection, { project, location }: Pick<DatasetRecord, 'project' | 'location'>, fields: readonly Field[]): Promise<ReadonlyMap<string, string | null>> {
  const texts = new Map<string, string | null>();
  for (const field of fields) {
    if (field.defaultValueExpression === undefined) continue;
    texts.set(field.name.toLowerCase(), await evaluate(connection, { project, location }, field, field.defaultValueExpression));
  }
  return texts;
}

async function evaluate(connection: DuckDBConnection, scope: { project: string; location: string }, field: Field, expression: string): Promise<string | null> {
  if (VOLATILE.test(expression)) throw notImplemented(`a default value that differs from row to row (field ${field.name})`);
  const wrong = (why: string) => invalid(`Invalid default value expression for field ${field.name}: ${why}`, 'schema');
  if (!isDefault(expression, wrong)) throw wrong('it must be a literal, or one of the functions CURRENT_DATE, CURRENT_DATETIME, CURRENT_TIME, CURRENT_TIMESTAMP, GENERATE_UUID, RAND and SESSION_USER.');
  const cast = `CAST((${expression}) AS ${SQL_NAMES[field.type] ?? field.type})`;
  const translation = await translateQuery(connection, `SELECT ${cast} AS v`, scope).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 400) throw wrong(error.message);
    throw error;
  });
  if (translation.statement !== 'SELECT' || translation.referencedTables.length > 0) throw wrong('it must be an expression without a query.');
  const column: Field = { name: 'v', type: field.type, mode: 'NULLABLE' };
  const reader = await connection.runAndReadAll(`SELECT ${readableSql(column)} FROM (${translation.sql})`).catch(() => {
    throw wrong(`it has no value of type ${field.type}.`);
  });
  const cell = formatRow(reader.getRows()[0] ?? [null], [column], { int64Timestamp: true }).f[0]?.v;
  if (cell === null || cell === undefined) return null;
  return field.type === 'TIMESTAMP' ? secondsText(BigInt(String(cell))) : String(cell);
}

function isDefault(expression: string, wrong: (why: string) => Error): boolean {
  try {
    return isDefaultExpression(expression);
  } catch (error) {
    throw error instanceof SqlError ? wrong(error.message) : error;
  }
}

const SQL_NAMES: Partial<Record<Field['type'], string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

/** Microseconds since the epoch as the seconds that a cast reads. */
function secondsText(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const size = micros < 0n ? -micros : micros;
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}`;
}
