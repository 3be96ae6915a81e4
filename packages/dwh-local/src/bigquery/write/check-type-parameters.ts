import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow } from '../../engine/engine.js';
import { quoteIdentifier } from '../../engine/quote.js';
import { JobFailure } from '../jobs/job-failure.js';
import { findField, type Field } from '../schema/field.js';

/** @throws JobFailure where a value is longer, or has more digits, than its column holds. `fields` are the relation's columns, `schema` the table's. */
export async function checkTypeParameters(connection: DuckDBConnection, relation: string, fields: readonly Field[], schema: readonly Field[]): Promise<void> {
  for (const column of schema) {
    const field = findField(fields, column.name);
    if (field === undefined) continue;
    if (column.maxLength !== undefined) await checkLength(connection, relation, field.name, column);
    if (column.precision !== undefined) await checkDigits(connection, relation, field.name, column);
  }
}

async function checkLength(connection: DuckDBConnection, relation: string, name: string, { type, maxLength }: Field): Promise<void> {
  const length = type === 'BYTES' ? `octet_length(${quoteIdentifier(name)})` : `length(${quoteIdentifier(name)})`;
  const found = await firstRow<{ longest: bigint | null }>(connection, `SELECT max(${length})::BIGINT AS longest FROM ${relation}`);
  if (Number(found?.longest ?? 0n) <= Number(maxLength)) return;
  throw new JobFailure({ reason: 'invalid', message: `Field ${name}: ${type}(${maxLength}) has maximum length ${maxLength} but got a value with length ${found?.longest}` });
}

async function checkDigits(connection: DuckDBConnection, relation: string, name: string, { precision, scale }: Field): Promise<void> {
  const digits = Number(precision) - Number(scale ?? 0);
  const found = await firstRow<{ n: bigint }>(connection, `SELECT count(*) AS n FROM ${relation} WHERE abs(round(${quoteIdentifier(name)}, ${scale ?? 0})) > ${'9'.repeat(Math.max(1, digits))}${digits === 0 ? ' * 0' : ''}.999999999`);
  if ((found?.n ?? 0n) === 0n) return;
  throw new JobFailure({ reason: 'invalid', message: `Field ${name}: NUMERIC(${precision}${scale === undefined ? '' : `, ${scale}`}) has precision ${precision} and scale ${scale ?? 0} but got a value that is not in range.` });
}

/** SQL for a value as its column keeps it: rounded to the column's scale. */
export function fittedValue(column: Field, value: string): string {
  return column.precision === undefined ? value : `round(${value}, ${column.scale ?? 0})::DECIMAL(38,9)`;
}
