import { parseLabels, type Labels } from '../labels.js';
import { MAX_SOURCE_URIS } from '../limits.js';
import { nestedPartitionFilter, parsePartitioning, type Partitioning } from '../partitions/partitioning.js';
import { splitDecorator } from '../partitions/decorator.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalObject, optionalString, optionalStrings } from '../request-fields.js';
import { checkTableId, type TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import { parseClustering } from '../tables/parse-table.js';
import type { LoadFormat } from './bad-records.js';
import { parseCsvFormat, type CsvFormat } from './csv-format.js';

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

export interface LoadSpec extends WriteTarget {
  /** Empty where the bytes came with the request. */
  readonly sourceUris: readonly string[];
  readonly format: LoadFormat;
  readonly csv: CsvFormat;
  readonly schema?: readonly Field[];
  readonly maxBadRecords: number;
  readonly ignoreUnknownValues: boolean;
}

const DISPOSITIONS = ['WRITE_EMPTY', 'WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA'] as const;
const KNOWN = new Set([
  ...['sourceUris', 'destinationTable', 'schema', 'createDisposition', 'writeDisposition', 'schemaUpdateOptions', 'sourceFormat', 'timePartitioning', 'clustering'],
  ...['maxBadRecords', 'ignoreUnknownValues', 'fieldDelimiter', 'quote', 'skipLeadingRows', 'nullMarker', 'nullMarkers', 'allowQuotedNewlines', 'allowJaggedRows'],
  ...['encoding', 'preserveAsciiControlCharacters', 'sourceColumnMatch', 'destinationTableProperties', 'decimalTargetTypes', 'timeZone', 'columnNameCharacterMap', 'fileSetSpecType'],
  // The Node client puts the job's location here when it uploads a file.
  'location',
]);
/** Options that are accepted only where they ask for what happens anyway. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  timeZone: ['UTC', 'Etc/UTC'],
  columnNameCharacterMap: ['STRICT', 'COLUMN_NAME_CHARACTER_MAP_UNSPECIFIED'],
  fileSetSpecType: ['FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH'],
};

/** `configuration.load`, checked. @throws ApiError 400 for what the service refuses at once, 501 for what is not carried. */
export function parseLoad(load: Readonly<Record<string, unknown>>, project: string, uploaded: boolean): LoadSpec {
  refuseUnknown(load, KNOWN, 'configuration.load');
  for (const [name, accepted] of Object.entries(FIXED)) {
    const value = optionalString(load, name);
    if (value !== undefined && value !== '' && !accepted.includes(value)) throw notImplemented(`configuration.load.${name} ${value}`);
  }
  const format = parseFormat(optionalString(load, 'sourceFormat'));
  const sourceUris = optionalStrings(load, 'sourceUris') ?? [];
  if (!uploaded && sourceUris.length === 0) throw invalid('Load configuration must specify at least one source URI', 'configuration.load.sourceUris');
  if (uploaded && sourceUris.length > 0) throw invalid('A load job with uploaded data must not have source URIs.', 'configuration.load.sourceUris');
  if (sourceUris.length > MAX_SOURCE_URIS) throw invalid(`Too many source URIs: at most ${MAX_SOURCE_URIS} are allowed.`, 'configuration.load.sourceUris');
  const schema = parseSchema(load['schema']);
  const maxBadRecords = optionalInteger(load, 'maxBadRecords') ?? 0;
  if (maxBadRecords < 0) throw invalid('Value of maxBadRecords must not be negative.', 'configuration.load.maxBadRecords');
  return {
    ...parseTarget(load, project, 'configuration.load', 'WRITE_APPEND'),
    ...parseProperties(load),
    sourceUris,
    format,
    csv: parseCsvFormat(format === 'CSV' ? load : onlyEncoding(load)),
    ...(schema === undefined ? {} : { schema }),
    maxBadRecords,
    ignoreUnknownValues: optionalBoolean(load, 'ignoreUnknownValues') ?? false,
  };
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
  const partitioning = parsePartitioning(timePartitioning);
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

function parseFormat(name: string | undefined): LoadFormat {
  const format = (name ?? '').toUpperCase();
  if (format === '' || format === 'CSV') return 'CSV';
  if (format === 'NEWLINE_DELIMITED_JSON') return format;
  if (['PARQUET', 'AVRO', 'ORC', 'DATASTORE_BACKUP', 'ICEBERG'].includes(format)) throw notImplemented(`sourceFormat ${format} (served: CSV, NEWLINE_DELIMITED_JSON)`);
  throw invalid(`Unknown sourceFormat: ${name}`, 'configuration.load.sourceFormat');
}

function onlyEncoding(load: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const encoding = optionalString(load, 'encoding');
  if (encoding !== undefined && !/^(utf-?8)?$/i.test(encoding)) throw notImplemented(`encoding ${encoding} for JSON`);
  return {};
}

function parseProperties(load: Readonly<Record<string, unknown>>): Pick<WriteTarget, 'description' | 'labels'> {
  const targets = optionalStrings(load, 'decimalTargetTypes') ?? [];
  if (targets.some((type) => type !== 'NUMERIC')) throw notImplemented(`configuration.load.decimalTargetTypes other than NUMERIC`);
  const properties = optionalObject(load, 'destinationTableProperties');
  if (properties === undefined) return {};
  refuseUnknown(properties, new Set(['description', 'labels']), 'configuration.load.destinationTableProperties');
  const description = optionalString(properties, 'description');
  return {
    ...(description === undefined ? {} : { description }),
    ...(properties['labels'] === undefined || properties['labels'] === null ? {} : { labels: parseLabels(properties['labels']) }),
  };
}
