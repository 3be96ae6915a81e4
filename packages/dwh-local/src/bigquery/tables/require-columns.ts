import { ApiError } from '../../http/api-error.js';
import type { Caller } from '../../iam/caller.js';
import { policyTagResource } from '../../iam/policy-tag.js';
import type { TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import { policyTagsOf } from '../schema/policy-tags.js';

/** @throws ApiError 403 for a column whose policy tag keeps the caller from reading it. Of a RECORD all tagged fields count. */
export async function requireColumns(caller: Caller, { project, dataset, table }: TableRef, fields: readonly Field[]): Promise<void> {
  for (const [path, tag] of policyTagsOf(fields)) {
    if (await caller.may('datacatalog.categories.fineGrainedGet', policyTagResource(tag))) continue;
    throw new ApiError(
      403,
      'accessDenied',
      `Access Denied: BigQuery BigQuery: User has neither fine-grained reader nor masked get permission to get data protected by policy tag "${tag}" on column ${project}.${dataset}.${table}.${path}.`,
    );
  }
}
