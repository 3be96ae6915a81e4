import type { Caller } from '../../iam/caller.js';
import { taxonomyResource } from '../../iam/policy-tag.js';
import type { WriteTarget } from '../load/load-spec.js';
import type { DatasetRef, TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import { policyTagsOf } from '../schema/policy-tags.js';

/**
 * What a job needs where it writes, asked when it is inserted. WRITE_APPEND, WRITE_EMPTY and WRITE_TRUNCATE_DATA do without
 * `bigquery.tables.update` as long as the schema stays. https://docs.cloud.google.com/bigquery/docs/loading-data-cloud-storage-csv#required_permissions
 * @throws ApiError 403
 */
export async function requireTarget(caller: Caller, target: WriteTarget, schema: readonly Field[] | undefined): Promise<void> {
  const table = tableResource(target.table);
  if (target.createIfNeeded) await caller.require('bigquery.tables.create', datasetResourceOf(target.table));
  await caller.require('bigquery.tables.get', table);
  await caller.require('bigquery.tables.updateData', table);
  if (target.disposition === 'WRITE_TRUNCATE' || target.allowAddition || target.allowRelaxation) await caller.require('bigquery.tables.update', table);
  await requireTags(caller, target.table, [], schema ?? []);
}

/** Setting, changing and removing policy tags has a permission of its own. @throws ApiError 403 */
export async function requireTags(caller: Caller, ref: TableRef, before: readonly Field[], after: readonly Field[]): Promise<void> {
  const [old, next] = [policyTagsOf(before), policyTagsOf(after)];
  const changed = [...new Set([...old.keys(), ...next.keys()])].filter((path) => old.get(path) !== next.get(path));
  if (changed.length === 0) return;
  await caller.require('bigquery.tables.setCategory', tableResource(ref));
  for (const path of changed) {
    const tag = next.get(path);
    if (tag !== undefined) await caller.require('datacatalog.taxonomies.get', taxonomyResource(tag));
  }
}

export function tableResource({ project, dataset, table }: TableRef) {
  return { kind: 'table' as const, project, dataset, table };
}

export function datasetResourceOf({ project, dataset }: DatasetRef) {
  return { kind: 'dataset' as const, project, dataset };
}
