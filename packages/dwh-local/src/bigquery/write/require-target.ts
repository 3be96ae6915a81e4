import type { Caller } from '../../iam/caller.js';
import { taxonomyResource } from '../../iam/policy-tag.js';
import type { WriteTarget } from '../load/load-spec.js';
import type { DatasetRef, TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import { policyTagsOf } from '../schema/policy-tags.js';

/**
 * What a job needs where it writes, asked when it is inserted. WRITE_APPEND, WRITE_EMPTY and WRITE_TRUNCATE_DATA do without
 * `bigquery.tables.update` as long as the schema stays. `current` is the table's schema, `provided` the job's. https://docs.cloud.google.com/bigquery/docs/loading-data-cloud-storage-csv#required_permissions
 * @throws ApiError 403
 */
export async function requireTarget(caller: Caller, target: WriteTarget, current?: readonly Field[], provided?: readonly Field[]): Promise<void> {
  const table = tableResource(target.table);
  if (target.createIfNeeded) await caller.require('bigquery.tables.create', datasetResourceOf(target.table));
  await caller.require('bigquery.tables.get', table);
  await caller.require('bigquery.tables.updateData', table);
  if (target.disposition === 'WRITE_TRUNCATE' || target.allowAddition || target.allowRelaxation) await caller.require('bigquery.tables.update', table);
  const before = policyTagsOf(current ?? []);
  // Tags that the job's schema leaves out are not what it asks to change.
  await requireChangedTags(caller, target.table, before, new Map([...before, ...policyTagsOf(provided ?? [])]));
}

/** Setting, changing and removing policy tags has a permission of its own. @throws ApiError 403 */
export async function requireTags(caller: Caller, ref: TableRef, before: readonly Field[], after: readonly Field[]): Promise<void> {
  await requireChangedTags(caller, ref, policyTagsOf(before), policyTagsOf(after));
}

async function requireChangedTags(caller: Caller, ref: TableRef, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Promise<void> {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
  if (changed.length === 0) return;
  await caller.require('bigquery.tables.setCategory', tableResource(ref));
  for (const path of changed) {
    const tag = after.get(path);
    if (tag !== undefined) await caller.require('datacatalog.taxonomies.get', taxonomyResource(tag));
  }
}

export function tableResource({ project, dataset, table }: TableRef) {
  return { kind: 'table' as const, project, dataset, table };
}

export function datasetResourceOf({ project, dataset }: DatasetRef) {
  return { kind: 'dataset' as const, project, dataset };
}
