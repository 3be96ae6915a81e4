import type { Row, RowForm } from '../../../batch/row-batch.js';
import type { Contract } from '../../../contract/contract.js';
import { DwhPushError } from '../../../errors.js';
import { outputRecordOf } from '../../../contract/output-record.js';
import { unknownKeysOf } from '../../../contract/unknown-keys.js';
import { utcText } from '../values/times.js';
import { Broken } from './broken.js';
import { columnEncoder } from './encode-column.js';
import { namedDepth } from './named-depth.js';
import { ownValue } from './own-value.js';
import { runSchema } from './run-schema.js';
import { outputReader } from './output-reader.js';

/** The record as a line of JSON with its ending, or what it breaks: the path's first name is the column. */
export type RowCheck = (row: Row) => string | Broken;

interface RowCheckOptions {
  readonly contract: Contract;
  readonly form: RowForm;
  /** The partition that every record must belong to where a column partitions the table: the beginning of an ISO time, `2021-04-03` say. */
  readonly partitionDate: string | undefined;
}

/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_LINE_BYTES = 100 * 1024 * 1024;

/** Compiles the contract, once per push, into what makes records: each value passes its column's schema, and what comes out of it is written as the column's type has it. */
export function compileRowCheck({ contract, form, partitionDate }: RowCheckOptions): RowCheck {
  const { columns } = contract;
  const names = new Set(columns.map(({ name }) => name));
  const refusesOthers = unknownKeysOf(contract.schema) === 'refused';
  const outputsOf = outputReader(contract, form);
  const wholeRecord = contract.recordCheck === undefined ? undefined : outputRecordOf(contract.recordCheck);
  const named = namedDepth(columns);
  const encode = lineEncoder(contract, partitionDate);
  const check = (row: Row): string | Broken => {
    if ('value' in row) {
      const broken = objectRule(row.value, refusesOthers ? names : undefined);
      if (broken !== undefined) return broken;
    }
    const outputs = outputsOf(row);
    if (outputs instanceof Broken || wholeRecord === undefined) return outputs instanceof Broken ? outputs : encode(outputs);
    const record = runSchema(wholeRecord, Object.fromEntries(columns.map(({ name }, index) => [name, outputs[index]])), 'A check over whole records', named);
    if (record instanceof Broken) return record;
    // zod passes over a key of this name; there is nothing that a check could have changed about it.
    return encode(columns.map(({ name }, index) => (name === '__proto__' ? outputs[index] : ownValue(record as object, name))));
  };
  if (form !== 'values') return check;
  return (row) => {
    try {
      return check(row);
    } catch (error) {
      if (isReadable(row, names)) throw error;
      throw new DwhPushError('SOURCE_FAILED', 'A row of the calling code cannot be read: a getter or proxy of it throws.', { cause: error });
    }
  };
}

function isReadable(row: Row, names: ReadonlySet<string>): boolean {
  try {
    const value = (row as { readonly value: object }).value;
    Object.keys(value);
    for (const name of names) ownValue(value, name);
    return true;
  } catch {
    return false;
  }
}

function objectRule(value: unknown, names: ReadonlySet<string> | undefined): Broken | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Broken('object');
  if (names === undefined) return undefined;
  for (const key of Object.keys(value)) {
    if (!names.has(key)) return new Broken('unrecognized_keys');
  }
  return undefined;
}

function lineEncoder({ columns, partitioning }: Contract, partitionDate: string | undefined): (outputs: readonly unknown[]) => string | Broken {
  const partitionColumn = partitioning.type === 'none' ? undefined : partitioning.column;
  const parts = columns.map((column, index) => ({
    name: column.name,
    before: `${index === 0 ? '{' : ','}${JSON.stringify(column.name)}:`,
    encode: columnEncoder(column),
    partitions: column.name === partitionColumn && partitionDate !== undefined,
  }));
  return (outputs) => {
    let line = '';
    for (let index = 0; index < parts.length; index += 1) {
      const { name, before, encode, partitions } = parts[index] as (typeof parts)[number];
      const value = outputs[index];
      const text = encode(value);
      if (partitions && (value === undefined || value === null)) return new Broken('partition', [name]);
      if (text instanceof Broken) return text.under(name);
      if (partitions && !utcText(text.slice(1, -1)).startsWith(partitionDate as string)) return new Broken('partition', [name]);
      line += before + text;
    }
    line += '}\n';
    const tooLong = line.length > MAX_LINE_BYTES / 3 && Buffer.byteLength(line) > MAX_LINE_BYTES;
    return tooLong ? new Broken('record_size') : line;
  };
}
