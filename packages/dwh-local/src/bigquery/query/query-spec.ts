import type { QueryParameters } from '../../sql/translation-context.js';
import type { Caller } from '../../iam/caller.js';
import { parseExternal } from '../external/external-definition.js';
import type { ExternalTables } from '../external/external-tables.js';
import { parseTarget, type WriteTarget } from '../load/load-spec.js';
import type { SourceSpec } from '../load/source-spec.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalObject, optionalString } from '../request-fields.js';
import { checkTableId, type DatasetRef } from '../resource-names.js';
import { parseParameters, type ParameterValue } from './query-parameters.js';

/** A query job, checked. */
export interface QuerySpec {
  /** Who asks; set once the job is accepted. */
  readonly caller?: Caller;
  readonly sql: string;
  readonly project: string;
  readonly defaultDataset?: DatasetRef;
  /** Where the rows go; an anonymous table without. */
  readonly target?: WriteTarget;
  readonly parameters?: QueryParameters;
  readonly parameterValues: readonly ParameterValue[];
  readonly maximumBytesBilled?: number;
  /** `tableDefinitions`: external tables that exist for this query only, by their names. */
  readonly definitions: ReadonlyMap<string, SourceSpec>;
  /** Opens external tables while the query runs. */
  readonly externals?: ExternalTables;
}

export const QUERY_JOB_FIELDS: ReadonlySet<string> = new Set([
  ...['query', 'useLegacySql', 'destinationTable', 'createDisposition', 'writeDisposition', 'schemaUpdateOptions', 'defaultDataset', 'parameterMode', 'queryParameters'],
  ...['timePartitioning', 'rangePartitioning', 'clustering', 'maximumBytesBilled', 'priority', 'tableDefinitions'],
  // There is no cache to use, and these two mean something in legacy SQL only.
  ...['useQueryCache', 'allowLargeResults', 'flattenResults'],
  // What Google's Node client sends along: its own options for reading the rows, which the service does not know and passes over.
  ...['types', 'maxResults', 'timeoutMs', 'formatOptions', 'wrapIntegers', 'parseJSON', 'skipParsing', 'autoPaginate', 'requestId', 'jobCreationMode', 'preserveNulls'],
]);

/** `configuration.query`. @throws ApiError 400 for what the service refuses at once, 501 for what is not carried. */
export function parseQuery(query: Readonly<Record<string, unknown>>, project: string): QuerySpec {
  refuseUnknown(query, QUERY_JOB_FIELDS, 'configuration.query');
  const sql = optionalString(query, 'query') ?? '';
  if (sql.trim() === '') throw invalid('Required parameter is missing: query', 'query');
  if (optionalBoolean(query, 'useLegacySql') !== false) throw notImplemented('legacy SQL (useLegacySql is true unless it is sent as false)');
  optionalChoice(query, 'priority', ['INTERACTIVE', 'BATCH']);
  const dataset = optionalObject(query, 'defaultDataset');
  const maximum = optionalInteger(query, 'maximumBytesBilled');
  const parameters = parseParameters(query);
  const hasTarget = optionalObject(query, 'destinationTable') !== undefined;
  return {
    sql,
    project,
    ...(dataset === undefined ? {} : { defaultDataset: { project: optionalString(dataset, 'projectId') || project, dataset: optionalString(dataset, 'datasetId') ?? '' } }),
    ...(hasTarget ? { target: parseTarget(query, project, 'configuration.query', 'WRITE_EMPTY') } : {}),
    ...(parameters.types === undefined ? {} : { parameters: parameters.types }),
    parameterValues: parameters.values,
    definitions: parseDefinitions(optionalObject(query, 'tableDefinitions') ?? {}),
    ...(maximum === undefined || maximum === 0 ? {} : { maximumBytesBilled: maximum }),
  };
}

function parseDefinitions(body: Readonly<Record<string, unknown>>): Map<string, SourceSpec> {
  return new Map(
    Object.keys(body).map((name) => {
      checkTableId(name);
      const where = `configuration.query.tableDefinitions.${name}`;
      const source = parseExternal(optionalObject(body, name) ?? {}, where);
      if (source.schema === undefined && source.format !== 'PARQUET' && source.autodetect === undefined) throw invalid(`No schema specified for the external table ${name}: ${source.format} needs one.`, `${where}.schema`);
      return [name, source];
    }),
  );
}
