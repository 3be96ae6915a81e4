import { randomUUID } from 'node:crypto';

import { MAX_ID_LENGTH } from './limits.js';
import { invalid } from './refusals.js';

export interface DatasetRef {
  readonly project: string;
  readonly dataset: string;
}

export interface TableRef extends DatasetRef {
  readonly table: string;
}

/** `p:d`, as messages name a dataset. */
export function datasetName(ref: DatasetRef): string {
  return `${ref.project}:${ref.dataset}`;
}

/** `p:d.t`, as messages name a table. */
export function tableName(ref: TableRef): string {
  return `${ref.project}:${ref.dataset}.${ref.table}`;
}

export function checkDatasetId(id: string): void {
  if (id.length > MAX_ID_LENGTH || !/^[A-Za-z0-9_]+$/.test(id)) {
    throw invalid(
      `Invalid dataset ID "${id}". Dataset IDs must be alphanumeric (plus underscores) and must be at most ${MAX_ID_LENGTH} characters long.`,
    );
  }
}

/** Unicode letters, marks, numbers, connectors, dashes and spaces. */
export function checkTableId(id: string): void {
  if (Buffer.byteLength(id) > MAX_ID_LENGTH || !/^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]+$/u.test(id)) {
    throw invalid(`Invalid table ID "${id}". Table IDs must be alphanumeric (plus underscores, dashes and spaces) and must be at most ${MAX_ID_LENGTH} characters long. Also, Table decorators cannot be used.`);
  }
}

export function checkJobId(id: string): void {
  if (id.length > MAX_ID_LENGTH || !/^[A-Za-z0-9_-]+$/.test(id)) {
    throw invalid(`Invalid job ID "${id}". Job IDs must be alphanumeric (plus underscores and dashes) and must be at most ${MAX_ID_LENGTH} characters long.`);
  }
}

/** An id like those that the service makes up. */
export function newJobId(): string {
  return `job_${randomUUID().replaceAll('-', '_')}`;
}
