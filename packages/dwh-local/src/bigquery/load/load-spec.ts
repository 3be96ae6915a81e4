import { parseLabels, type Labels } from '../labels.js';
import { nestedPartitionFilter, parseLayout, type Partitioning } from '../partitions/partitioning.js';
import { splitDecorator } from '../partitions/decorator.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalChoice, optionalObject, optionalString, optionalStrings } from '../request-fields.js';
import { checkTableId, type TableRef } from '../resource-names.js';
import { parseClustering } from '../tables/parse-table.js';
import { CSV_FIELDS, parseSource, SOURCE_FIELDS, type SourceSpec } from './source-spec.js';

export type WriteDisposition = 'WRITE_EMPTY' | 'WRITE_APPEND' | 'WRITE_TRUNCATE' | 'WRITE_TRUNCATE_DATA';

/** Where a job writes, and how. Loads and queries share it. */
export interface WriteTarget {
  readonly table: TableRef;
  readonly decorator?: string;
  readonly createIfNeeded: boolean;
  readonly disposition: WriteDisposition;
  readonly allowAddition: boolean;
  readonly allowRelaxation: boolean;
  readonly partitioning?: Partitioning;
  readonly clustering?: readonly string[];
  readonly description?: string;
  readonly labels?: Labels;
}

export type LoadSpec = WriteTarget & SourceSpec;

const DISPOSITIONS = ['WRITE_EMPTY', 'WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA'] as const;
export const LOAD_FIELDS: ReadonlySet<string> = new Set([
  ...SOURCE_FIELDS,
  ...CSV_FIELDS,
  ...['destinationTable', 'createDisposition', 'writeDisposition', 'schemaUpdateOptions', 'timePartitioning', 'rangePartitioning', 'clustering'],
  ...['destinationTableProperties'],
  // The Node client puts the job's location here when it uploads a file.
  'location',
]);

/** `configuration.load`, checked. @throws ApiError 400 for what the service refuses at once, 501 for what is not carried. */
export function parseLoad(load: Readonly<Record<string, unknown>>, project: string, uploaded: boolean): LoadSpec {
  refuseUnknown(load, LOAD_FIELDS, 'configuration.load');
  const source = parseSource(load, 'configuration.load');
  if (source.hive?.requirePartitionFilter === true) throw invalid('hivePartitioningOptions.requirePartitionFilter cannot be set for a load job.', 'configuration.load.hivePartitioningOptions');
  if (source.hive !== undefined && uploaded) throw invalid('hivePartitioningOptions need source URIs.', 'configuration.load.hivePartitioningOptions');
  if (!uploaded && source.sourceUris.length === 0) throw invalid('Load configuration must specify at least one source URI', 'configuration.load.sourceUris');
  if (uploaded && source.sourceUris.length > 0) throw invalid('A load job with uploaded data must not have source URIs.', 'configuration.load.sourceUris');
  return { ...parseTarget(load, project, 'configuration.load', 'WRITE_APPEND'), ...parseProperties(load), ...source };
}

/** `destinationTable`, dispositions and layout, as loads and queries have them. */
export function parseTarget(body: Readonly<Record<string, unknown>>, project: string, where: string, otherwise: WriteDisposition): WriteTarget {
  const destination = optionalObject(body, 'destinationTable') ?? {};
  const { table, decorator } = splitDecorator(optionalString(destination, 'tableId') ?? '');
  const dataset = optionalString(destination, 'datasetId') ?? '';
  if (table === '' || dataset === '') throw invalid(`Required parameter is missing: ${where}.destinationTable`, `${where}.destinationTable`);
  checkTableId(table);
  const disposition = optionalChoice(body, 'writeDisposition', DISPOSITIONS) ?? otherwise;
  const create = optionalChoice(body, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER']) ?? 'CREATE_IF_NEEDED';
  const updates = optionalStrings(body, 'schemaUpdateOptions') ?? [];
  const unknown = updates.find((option) => !['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'].includes(option));
  if (unknown !== undefined) throw invalid(`Invalid value for schemaUpdateOptions: ${unknown} is not a valid value`, `${where}.schemaUpdateOptions`);
  const truncatesAll = disposition === 'WRITE_TRUNCATE' && decorator === undefined;
  if (updates.length > 0 && (disposition === 'WRITE_EMPTY' || truncatesAll)) {
    throw invalid('Schema update options should only be specified with WRITE_APPEND disposition, or with WRITE_TRUNCATE disposition on a table partition.');
  }
  const timePartitioning = optionalObject(body, 'timePartitioning');
  if (nestedPartitionFilter(timePartitioning) === true) throw notImplemented(`${where}.timePartitioning.requirePartitionFilter (set it on the table)`);
  const partitioning = parseLayout(body);
  const clustering = parseClustering(optionalObject(body, 'clustering'));
  return {
    table: { project: optionalString(destination, 'projectId') ?? project, dataset, table },
    ...(decorator === undefined ? {} : { decorator }),
    createIfNeeded: create === 'CREATE_IF_NEEDED',
    disposition,
    allowAddition: updates.includes('ALLOW_FIELD_ADDITION'),
    allowRelaxation: updates.includes('ALLOW_FIELD_RELAXATION'),
    ...(partitioning === undefined ? {} : { partitioning }),
    ...(clustering === undefined ? {} : { clustering }),
  };
}

function parseProperties(load: Readonly<Record<string, unknown>>): Pick<WriteTarget, 'description' | 'labels'> {
  const properties = optionalObject(load, 'destinationTableProperties');
  if (properties === undefined) return {};
  refuseUnknown(properties, new Set(['description', 'labels']), 'configuration.load.destinationTableProperties');
  const description = optionalString(properties, 'description');
  return {
    ...(description === undefined ? {} : { description }),
    ...(properties['labels'] === undefined || properties['labels'] === null ? {} : { labels: parseLabels(properties['labels']) }),
  };
}
