import type { DuckDBConnection } from '@duckdb/node-api';

import { invalid } from '../refusals.js';
import type { BigQueryDeps } from '../service.js';
import type { Field } from './field.js';

/**
 * Policy tags that columns get must exist, in the location of the dataset. Those that `before` has already are not asked for again.
 * @throws ApiError 400
 */
export async function checkPolicyTags({ policyTagExists }: Pick<BigQueryDeps, 'policyTagExists'>, connection: DuckDBConnection, location: string, fields: readonly Field[], before: readonly Field[] = []): Promise<void> {
  const known = new Set(policyTagNames(before));
  for (const name of policyTagNames(fields)) {
    if (known.has(name)) continue;
    const [, tagLocation = ''] = /^projects\/[^/]+\/locations\/([^/]+)\//.exec(name) ?? [];
    if (tagLocation.toLowerCase() !== location.toLowerCase()) throw invalid(`Policy tag ${name} is in location ${tagLocation}, the dataset is in ${location}.`, 'schema');
    if (!(await policyTagExists(connection, name))) throw invalid(`Policy tag ${name} does not exist.`, 'schema');
  }
}

/** The tags of all columns, nested ones too. */
export function policyTagNames(fields: readonly Field[]): string[] {
  return fields.flatMap((field) => [...(field.policyTags?.names ?? []), ...policyTagNames(field.fields ?? [])]);
}
