import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import { ApiError } from '../../http/api-error.js';
import type { SchemaTranslation } from '../../sql/translation.js';
import { defaultAccess } from '../datasets/access.js';
import { parseDataset } from '../datasets/parse-dataset.js';
import type { JobContext } from '../jobs/job-runner.js';
import { canonicalLocation } from '../location.js';
import { alreadyExists, invalid, notFound } from '../refusals.js';
import { checkDatasetId, datasetName } from '../resource-names.js';
import { lockDataset, type BigQueryDeps } from '../service.js';
import { deleteDataset, findDataset, insertDataset } from '../store/dataset-record.js';
import { newEtag } from '../store/new-names.js';
import { listTables } from '../store/table-record.js';
import { daysOption, labelsOption, refuseOptions, textOption } from './ddl-options.js';
import { queryStatistics } from './query-statistics.js';

const OPTIONS = ['description', 'friendly_name', 'labels', 'location', 'default_table_expiration_days', 'default_partition_expiration_days'];

/** Runs CREATE SCHEMA or DROP SCHEMA in one transaction with the job's DONE record. */
export async function runSchemaDdl(deps: BigQueryDeps, connection: DuckDBConnection, location: string, user: string, ddl: SchemaTranslation, job: JobContext, committing: () => void): Promise<void> {
  committing();
  deps.datasetLocations.add(location);
  await lockDataset(deps.engine, ddl.target, () =>
    transactionOn(connection, async () => {
      const operation = ddl.statement === 'CREATE_SCHEMA' ? await create(connection, ddl, location, user) : await drop(connection, ddl, location);
      const target = { projectId: ddl.target.project, datasetId: ddl.target.dataset };
      await job.finish(connection, { statistics: queryStatistics(ddl.statement, 0, [], undefined, { ddlOperationPerformed: operation, ddlTargetDataset: target }) });
    }),
  );
}

async function create(connection: DuckDBConnection, { target, lenient, options }: SchemaTranslation, location: string, user: string): Promise<string> {
  checkDatasetId(target.dataset);
  refuseOptions(options, OPTIONS);
  if (canonicalLocation(textOption(options, 'location'), location) !== location) throw invalid(`A job that runs in ${location} cannot create a dataset in another location: run the job there.`);
  if ((await findDataset(connection, target)) !== undefined) {
    if (lenient) return 'SKIP';
    throw alreadyExists(`Dataset ${datasetName(target)}`);
  }
  const body = {
    labels: labelsOption(options),
    description: textOption(options, 'description'),
    friendlyName: textOption(options, 'friendly_name'),
    defaultTableExpirationMs: daysOption(options, 'default_table_expiration_days'),
    defaultPartitionExpirationMs: daysOption(options, 'default_partition_expiration_days'),
  };
  const settings = await parseDataset(connection, body, { labels: {}, access: defaultAccess(user) }, false);
  const now = Date.now();
  await insertDataset(connection, { ...target, location, ...settings, etag: newEtag(), creationTime: now, lastModifiedTime: now });
  return 'CREATE';
}

async function drop(connection: DuckDBConnection, { target, lenient }: SchemaTranslation, location: string): Promise<string> {
  const dataset = await findDataset(connection, target);
  if (dataset === undefined || dataset.location !== location) {
    if (lenient && dataset === undefined) return 'SKIP';
    throw notFound(`Dataset ${datasetName(target)} was not found in location ${location}`);
  }
  if ((await listTables(connection, target, '', 1)).length > 0) throw new ApiError(400, 'resourceInUse', `Dataset ${datasetName(target)} is still in use`);
  await deleteDataset(connection, target);
  return 'DROP';
}
