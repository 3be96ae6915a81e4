import { isUtf8 } from 'node:buffer';

import { safeParse, type $ZodShape, type $ZodType } from 'zod/v4/core';

import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { nullValueOf } from '../../contract/null-value.js';
import { DwhPushError } from '../../errors.js';
import type { Batch } from '../../batch/batch.js';
import { cellText, isAbsent } from '../../batch/cell.js';
import { isJson, typeCheck, TYPE_RULES } from './type-checks.js';
import { utcText } from './values/times.js';

/** What a record breaks, or undefined where it keeps the contract. */
export type RecordCheck = (batch: Batch, record: number) => { readonly column: string | undefined; readonly rule: string } | undefined;

export interface RecordCheckOptions {
  readonly contract: Contract;
  /** Which field of a record each column is. */
  readonly fieldOfColumn: readonly number[];
  /** The partition that every record must belong to where a column partitions the table: the beginning of an ISO time, `2021-04-03` say. */
  readonly partitionDate: string | undefined;
  /** The text that stands for NULL when staged; no value may be it. */
  readonly nullMarker: string;
}

/** The rule that a cell breaks, or undefined where it keeps the contract. */
type CellCheck = (batch: Batch, index: number) => string | undefined;

/** Compiles the contract, once per push, into a check of records where they lie. Text becomes a JavaScript value only for rules that need one. */
export function compileRecordCheck({ contract, fieldOfColumn, partitionDate, nullMarker }: RecordCheckOptions): RecordCheck {
  const partitionColumn = contract.partitioning.type === 'none' ? undefined : contract.partitioning.column;
  const cells = contract.columns.map((column, index) => ({
    column: column.name,
    field: fieldOfColumn[index] as number,
    check: cellCheck(column, nullMarker, column.name === partitionColumn ? partitionDate : undefined),
  }));
  const wholeRecord = contract.recordCheck === undefined ? undefined : objectCheck(contract, fieldOfColumn);
  return (batch, record) => {
    const first = record * batch.width;
    if (!batch.validUtf8) {
      const broken = cells.find(({ field }) => !isUtf8(batch.bytes.subarray(batch.fieldStart[first + field], batch.fieldEnd[first + field])));
      if (broken !== undefined) return { column: broken.column, rule: 'utf8' };
    }
    for (const { column, field, check } of cells) {
      const rule = check(batch, first + field);
      if (rule !== undefined) return { column, rule };
    }
    return wholeRecord?.(batch, first);
  };
}

export function cellCheck(column: Column, nullMarker: string, partitionDate: string | undefined): CellCheck {
  const ofType = typeCheck(column);
  const typeRule = TYPE_RULES[column.type];
  const marker = Buffer.from(nullMarker);
  const { check, nullForCheck } = column;
  return (batch, index) => {
    if (isAbsent(batch, index)) {
      if (partitionDate !== undefined) return 'partition';
      if (column.mode === 'NULLABLE') return check === undefined || nullForCheck === 'not-checked' ? undefined : brokenRule(check, nullForCheck, column.name)?.rule;
      if (column.type !== 'STRING') return 'required';
    }
    const start = batch.fieldStart[index] as number;
    const end = batch.fieldEnd[index] as number;
    if (end - start === marker.length && marker.equals(batch.bytes.subarray(start, end))) return 'null_marker';
    if (ofType !== undefined && !ofType(batch.bytes, start, end)) return typeRule;
    if (check === undefined && partitionDate === undefined && column.type !== 'JSON') return undefined;
    const text = cellText(batch, index);
    if (column.type === 'JSON' && !isJson(text)) return typeRule;
    if (partitionDate !== undefined && !utcText(text).startsWith(partitionDate)) return 'partition';
    return check === undefined ? undefined : brokenRule(check, valueOf(column, text), column.name)?.rule;
  };
}

/** Rules over a whole record see it as an object, with NULL in the form that the column's schema takes. */
function objectCheck(contract: Contract, fieldOfColumn: readonly number[]): (batch: Batch, first: number) => ReturnType<RecordCheck> {
  const { shape } = contract.schema._zod.def as { shape: $ZodShape };
  const columns = contract.columns.map((column, index) => ({ column, field: fieldOfColumn[index] as number, absent: nullValueOf(shape[column.name] as $ZodType) }));
  return (batch, first) => {
    const entries = columns.map(({ column, field, absent }) => {
      const isNull = column.mode === 'NULLABLE' && isAbsent(batch, first + field);
      return [column.name, isNull ? absent : valueOf(column, cellText(batch, first + field))] as const;
    });
    const broken = brokenRule(contract.schema, Object.fromEntries(entries), undefined);
    // A check may put anything into a path, a value too.
    return broken === undefined || columns.some(({ column }) => column.name === broken.column) ? broken : { ...broken, column: undefined };
  };
}

function valueOf(column: Column, text: string): unknown {
  if (column.input === 'number') return Number(text);
  if (column.input === 'bigint') return BigInt(text);
  if (column.input === 'boolean') return text.toLowerCase() === 'true';
  return text;
}

/** The code of the first zod issue; zod's messages may quote values, so they stay behind. */
function brokenRule(schema: $ZodType, value: unknown, column: string | undefined): ReturnType<RecordCheck> {
  let result;
  try {
    result = safeParse(schema, value);
  } catch {
    throw new DwhPushError('CONTRACT_UNSUPPORTED', `${column === undefined ? 'A check over whole records' : `A check of column "${column}"`} is asynchronous or throws; checks answer true or false.`, { step: 'validate' });
  }
  if (result.success) return undefined;
  const issue = result.error.issues[0];
  const path = issue?.path[0];
  return { column: column ?? (typeof path === 'string' ? path : undefined), rule: issue?.code ?? 'custom' };
}
