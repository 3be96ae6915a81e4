import type { Caller } from '../../iam/caller.js';
import { asRequestError } from '../external/create-external-table.js';
import { ExternalTables } from '../external/external-tables.js';
import { canonicalLocation } from '../location.js';
import type { JobRecord } from '../jobs/job-record.js';
import { notImplemented } from '../refusals.js';
import { optionalObject } from '../request-fields.js';
import type { BigQueryDeps } from '../service.js';
import { findDataset } from '../store/dataset-record.js';
import { requireTarget } from '../write/require-target.js';
import { locationOfQuery } from './infer-location.js';
import { parseQuery } from './query-spec.js';
import { queryStatistics } from './query-statistics.js';
import { bytesOf, fieldsOf } from './stage-query.js';
import { translateQuery } from './translate-query.js';

/** A query job that is only checked: nothing runs, nothing is kept, and the job has no id. @throws ApiError as the job would fail */
export async function dryRun(deps: BigQueryDeps, project: string, configuration: Readonly<Record<string, unknown>>, asked: string | undefined, caller: Caller): Promise<JobRecord> {
  const query = optionalObject(configuration, 'query');
  if (query === undefined) throw notImplemented('dryRun of a load job');
  const spec = { ...parseQuery(query, project), caller };
  if (spec.target !== undefined) await requireTarget(caller, spec.target);
  return deps.engine.withConnection(async (connection) => {
    const dataset = spec.target && (await findDataset(connection, spec.target.table));
    const location = dataset === undefined ? await locationOfQuery(connection, spec, asked, deps) : canonicalLocation(asked, dataset.location);
    const translation = await translateQuery(connection, spec.sql, { ...spec, location, externals: new ExternalTables(deps, connection) }).catch((error: unknown) => {
      throw asRequestError(error);
    });
    const read = 'referencedTables' in translation ? translation : 'query' in translation && typeof translation.query === 'object' ? translation.query : { referencedTables: [] };
    const bytes = await bytesOf(connection, read);
    const schema = translation.statement === 'SELECT' ? fieldsOf(translation.schema) : undefined;
    const now = Date.now();
    return {
      project,
      location,
      jobId: '',
      type: 'QUERY',
      configuration: { jobType: 'QUERY', ...configuration },
      state: 'DONE',
      creationTime: now,
      outcome: { statistics: queryStatistics(translation.statement, bytes, read.referencedTables, schema) },
    };
  });
}
