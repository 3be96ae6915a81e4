import type { Caller } from '../../iam/caller.js';
import type { JobWork } from '../jobs/job-runner.js';
import { notFound } from '../refusals.js';
import { datasetName, type DatasetRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { requireTarget, tableResource } from '../write/require-target.js';
import { parseCopy } from './copy-spec.js';
import { runCopy } from './run-copy.js';

/** A copy job, checked. `locationOf` is where a job on a dataset runs. @throws ApiError 400, 403, 404, 501 */
export async function prepareCopy(
  deps: BigQueryDeps,
  body: Readonly<Record<string, unknown>>,
  project: string,
  caller: Caller,
  locationOf: (dataset: DatasetRef) => Promise<string>,
): Promise<{ type: 'COPY'; location: string; work: JobWork }> {
  const spec = parseCopy(body, project);
  for (const { table } of spec.sources) for (const permission of ['bigquery.tables.get', 'bigquery.tables.getData']) await caller.require(permission, tableResource(table));
  await requireTarget(caller, spec.target);
  const location = await locationOf(spec.target.table);
  for (const { table } of spec.sources) {
    // The service copies between locations by another service; here a job has one.
    if ((await locationOf(table)) !== location) throw notFound(`Dataset ${datasetName(table)} was not found in location ${location}`);
  }
  return { type: 'COPY', location, work: (context) => runCopy(deps, spec, caller, context) };
}
