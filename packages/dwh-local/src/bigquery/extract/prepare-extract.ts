import type { Caller } from '../../iam/caller.js';
import type { JobWork } from '../jobs/job-runner.js';
import type { DatasetRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { tableResource } from '../write/require-target.js';
import { parseExtract } from './extract-spec.js';
import { runExtract } from './run-extract.js';

/** An extract job, checked. `locationOf` is where a job on a dataset runs. @throws ApiError 400, 403, 404, 501 */
export async function prepareExtract(
  deps: BigQueryDeps,
  body: Readonly<Record<string, unknown>>,
  project: string,
  caller: Caller,
  locationOf: (dataset: DatasetRef) => Promise<string>,
): Promise<{ type: 'EXTRACT'; location: string; work: JobWork }> {
  const spec = parseExtract(body, project);
  await caller.require('bigquery.tables.export', tableResource(spec.source.table));
  return { type: 'EXTRACT', location: await locationOf(spec.source.table), work: (context) => runExtract(deps, spec, caller, context) };
}
