import { DwhPushError } from '../errors.js';
import { requireOptions, tableRef } from '../options.js';
import type { TableRef } from '../ports/warehouse.js';

/** Options of `eraseSubject`: whose rows, and where. */
export interface EraseOptions {
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
  /** The STRING or INT64 column that tells whose a row is; one in records by its path, `customer.id`. Of a repeated one, one value that matches will do. */
  readonly column: string;
  /** Whose rows go: up to 10,000 values of the column. Of an INT64 column numbers, bigints, or their digits. */
  readonly values: readonly (string | number | bigint)[];
  /** Aborts the waiting; a statement that runs is carried out all the same. */
  readonly signal?: AbortSignal;
}

const KNOWN = new Set(['table', 'column', 'values', 'signal']);
/** https://docs.cloud.google.com/bigquery/quotas#query_jobs: a query has at most 10 MB of parameters. */
const MAX_VALUES = 10_000;
const PATH = /^[A-Za-z_][A-Za-z0-9_]{0,299}(?:\.[A-Za-z_][A-Za-z0-9_]{0,299}){0,14}$/;

/** @throws DwhPushError `OPTIONS_INVALID` with all complaints at once */
export function requireErasure(options: EraseOptions, project: string): TableRef {
  requireOptions(options, 'The erasure');
  const ref = tableRef(options.table, project);
  const { column, values, signal } = options;
  const complaints = [
    ...Object.keys(options).filter((key) => !KNOWN.has(key)).map((key) => `there is no option "${key}"`),
    ...(typeof ref === 'string' ? [`table: ${ref}`] : []),
    ...(typeof column === 'string' && PATH.test(column) ? [] : ['column: it is the name of a column, or its path']),
    ...(Array.isArray(values) && values.length >= 1 && values.length <= MAX_VALUES && values.every(isValue) ? [] : [`values: they are 1 to ${MAX_VALUES} texts that are not empty, or whole numbers`]),
    ...(signal === undefined || signal instanceof AbortSignal ? [] : ['signal: it is not an AbortSignal']),
  ];
  if (complaints.length > 0 || typeof ref === 'string') throw new DwhPushError('OPTIONS_INVALID', `Nothing can be erased: ${complaints.join('; ')}.`);
  return ref;
}

function isValue(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value) || typeof value === 'bigint';
}
