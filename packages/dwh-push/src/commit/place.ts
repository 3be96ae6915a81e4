import type { TableRef } from '../ports/warehouse.js';

/** Where a push keeps what is its own in the staging bucket: one folder per partition, `all` for a table that is replaced whole. */
export function tableFolder({ project, dataset, table }: TableRef): string {
  return `dwh-push/${project}.${dataset}/${table}/`;
}

export function partitionFolder(table: TableRef, partition: string | undefined): string {
  return `${tableFolder(table)}${partition ?? 'all'}/`;
}

/** The lease of a partition. */
export function leaseName(folder: string): string {
  return `${folder}lease.json`;
}

/** The objects of one run. */
export function runFolder(folder: string, runId: string): string {
  return `${folder}run-${runId}/`;
}
