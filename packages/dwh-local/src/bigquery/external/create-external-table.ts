import type { DuckDBConnection } from '@duckdb/node-api';

import { ApiError } from '../../http/api-error.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { SourceSpec } from '../load/source-spec.js';
import { resolveSources } from '../load/stage-files.js';
import { invalid } from '../refusals.js';
import type { TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';
import { newEtag } from '../store/new-names.js';
import { insertTable, type ExternalRecord } from '../store/table-record.js';
import type { TableSettings } from '../tables/parse-table.js';
import { externalSchema } from './external-tables.js';
import { parseExternal } from './external-definition.js';

/** Creates an external table, inside the caller's transaction and under its locks. Its columns are those of `schema`, of the definition, or of its files. */
export async function createExternalTable(deps: BigQueryDeps, connection: DuckDBConnection, ref: TableRef, definition: Record<string, unknown>, settings: TableSettings, schema?: readonly Field[]): Promise<ExternalRecord> {
  if (settings.partitioning !== undefined || settings.clustering !== undefined || settings.requirePartitionFilter === true) {
    throw invalid('An external table cannot be partitioned or clustered.');
  }
  if (schema !== undefined && definition['schema'] !== undefined) throw invalid('The schema of an external table must be given once: in the table or in its externalDataConfiguration.', 'schema');
  const source = parseExternal(schema === undefined ? definition : { ...definition, schema: { fields: schema } }, 'externalDataConfiguration');
  const now = Date.now();
  const record: ExternalRecord = {
    kind: 'EXTERNAL',
    project: ref.project,
    dataset: ref.dataset,
    table: ref.table,
    etag: newEtag(),
    creationTime: now,
    lastModifiedTime: now,
    definition,
    schema: await readSchema(deps, connection, source),
    labels: settings.labels,
    ...(settings.description === undefined ? {} : { description: settings.description }),
    ...(settings.friendlyName === undefined ? {} : { friendlyName: settings.friendlyName }),
    ...(settings.expirationTime === undefined ? {} : { expirationTime: settings.expirationTime }),
  };
  await insertTable(connection, record);
  return record;
}

/** Only what must be is read: a table of CSV files may be created before they are there. */
async function readSchema(deps: BigQueryDeps, connection: DuckDBConnection, source: SourceSpec): Promise<readonly Field[]> {
  const isKnown = source.schema !== undefined || (source.format !== 'PARQUET' && source.autodetect === undefined);
  if (isKnown && source.hive === undefined) return externalSchema(deps, connection, source, []);
  const files = await resolveSources(deps.stagedFiles, source.sourceUris);
  try {
    return await externalSchema(deps, connection, source, files.files);
  } catch (error) {
    throw asRequestError(error);
  } finally {
    files.release();
  }
}

/** What would fail a job, outside of one. */
export function asRequestError(error: unknown): unknown {
  if (!(error instanceof JobFailure)) return error;
  return new ApiError(error.errorResult.reason === 'notImplemented' ? 501 : 400, error.errorResult.reason, error.message);
}
