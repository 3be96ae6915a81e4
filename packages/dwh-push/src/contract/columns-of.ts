import type { $ZodShape, $ZodType } from 'zod/v4/core';

import { DwhPushError } from '../errors.js';
import { asyncComplaints } from './async-complaints.js';
import { byteFormOf } from './byte-form.js';
import type { Column } from './column.js';
import { classificationComplaints, metaOf } from './column-meta.js';
import { NoCounterpart, outputOf } from './output-type.js';

/**
 * The columns that a zod object describes, in its order.
 *
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where a column's schema has no exact counterpart in the warehouse; all such columns are named at once.
 */
export function columnsOf(shape: $ZodShape): readonly Column[] {
  const complaints: string[] = [];
  const columns = fieldsOf(shape, '', [], complaints);
  if (complaints.length > 0) throw new DwhPushError('CONTRACT_UNSUPPORTED', `The contract cannot be expressed in the warehouse: ${complaints.join('; ')}.`);
  return columns;
}

/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_DEPTH = 15;

function fieldsOf(shape: $ZodShape, path: string, above: readonly $ZodShape[], complaints: string[]): readonly Column[] {
  const columns = Object.entries(shape).map(([name, schema]) => columnOf(name, schema, path, [...above, shape], complaints));
  if (columns.length === 0) complaints.push(path === '' ? 'it has no columns' : `"${path.slice(0, -1)}" has no fields`);
  const seen = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) complaints.push(`"${path}${name}" stands twice, and column names differ by more than case`);
    seen.add(folded);
  }
  return columns;
}

function columnOf(name: string, schema: $ZodType, path: string, above: readonly $ZodShape[], complaints: string[]): Column {
  const complain = (why: string): void => void complaints.push(`"${path}${name}" ${why}`);
  complaints.push(...nameComplaints(name, path));
  const found = outputOf(schema);
  const output = found instanceof NoCounterpart ? undefined : found;
  if (found instanceof NoCounterpart) complain(`is ${found.why}`);
  else if (found.type === undefined) complain('is never anything but NULL');
  for (const why of [...asyncComplaints(schema), ...classificationComplaints(schema)]) complain(why);
  const nullable = output !== undefined && (output.canBeNull || output.canBeUndefined);
  if (output?.repeated === true && nullable) complain('is an array that may be absent, and the warehouse stores no NULL array (use .default([]))');
  const bytes = output?.shape === undefined && output?.repeated !== true ? byteFormOf(schema) : undefined;
  const shape = output?.shape;
  if (shape !== undefined && (metaOf(schema, 'personalData') ?? metaOf(schema, 'policyTag')) !== undefined) complain('is a record, and only what lies in it can be classified');
  if (shape !== undefined && above.includes(shape)) complain('holds itself, and a table has no recursive types');
  else if (shape !== undefined && above.length > MAX_DEPTH) complain(`is nested deeper than ${MAX_DEPTH} levels`);
  const nested = shape !== undefined && !above.includes(shape) && above.length <= MAX_DEPTH ? fieldsOf(shape, `${path}${name}.`, above, complaints) : undefined;
  return {
    name,
    type: output?.type ?? 'STRING',
    mode: output?.repeated === true ? 'REPEATED' : nullable ? 'NULLABLE' : 'REQUIRED',
    description: metaOf(schema, 'description') as string | undefined,
    personalData: metaOf(schema, 'personalData') as string | undefined,
    policyTag: metaOf(schema, 'policyTag') as string | undefined,
    fields: nested,
    schema,
    way: bytes === undefined ? 'rows' : 'bytes',
    ...(bytes ?? { input: 'string', check: undefined, nullForCheck: 'not-checked' }),
  };
}

/** https://docs.cloud.google.com/bigquery/docs/schemas#column_names */
const COLUMN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const FORBIDDEN_PREFIX = /^(_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER|_CHANGE_SEQUENCE_NUMBER|_CHANGE_TYPE|_CHANGE_TIMESTAMP)/i;

function nameComplaints(name: string, path: string): string[] {
  if (!COLUMN_NAME.test(name)) return [`${JSON.stringify(path + name)} is not a column name (a letter or _, then letters, digits and _, at most 300)`];
  if (path !== '' && name === '__proto__') return [`"${path}${name}" is a field that zod passes over; only a column may be called so`];
  return FORBIDDEN_PREFIX.test(name) ? [`"${path}${name}" starts with a prefix that the warehouse keeps for itself`] : [];
}
