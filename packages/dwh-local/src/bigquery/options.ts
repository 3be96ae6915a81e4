import type { OptionList } from '../supported-options.js';
import { COPY_FIELDS } from './copy/copy-spec.js';
import { DATASET_FIELDS } from './datasets/parse-dataset.js';
import { EXTERNAL_FIELDS } from './external/external-definition.js';
import { EXTRACT_FIELDS } from './extract/extract-spec.js';
import { JOB_FIELDS } from './jobs/jobs.js';
import { LOAD_FIELDS } from './load/load-spec.js';
import { CSV_FIELDS } from './load/source-spec.js';
import { QUERY_REQUEST_FIELDS } from './query/query-routes.js';
import { QUERY_JOB_FIELDS } from './query/query-spec.js';
import { STREAM_FIELDS } from './rows/streamed-rows.js';
import { COLUMN_FIELDS } from './schema/parse-schema.js';
import { TABLE_FIELDS } from './tables/parse-table.js';

const words = (text: string) => text.trim().split(/\s+/);

const SOURCE_NOTES = {
  timeZone: 'UTC only',
  fileSetSpecType: 'FILE_SYSTEM_MATCH only',
  columnNameCharacterMap: 'V1 and V2 not for Parquet',
  maxBadRecords: 'not for Parquet',
  ignoreUnknownValues: 'not for Parquet',
  encoding: 'UTF-8, and for CSV ISO-8859-1, UTF-16LE, UTF-16BE',
  sourceFormat: 'CSV, NEWLINE_DELIMITED_JSON, PARQUET',
  parquetOptions: 'not mapTargetType',
};

/** What a request may say, by the names of BigQuery's discovery document, without what only answers have. What is not taken is refused with 501, naming it. */
export const BIGQUERY_OPTIONS: readonly OptionList[] = [
  {
    title: 'Dataset',
    options: words('access defaultPartitionExpirationMs defaultTableExpirationMs description friendlyName labels location isCaseInsensitive maxTimeTravelHours storageBillingModel defaultCollation defaultEncryptionConfiguration defaultRoundingMode externalCatalogDatasetOptions externalDatasetReference linkedDatasetSource resourceTags'),
    taken: DATASET_FIELDS,
    notes: { access: 'no routines', isCaseInsensitive: 'false only', maxTimeTravelHours: '168 only', storageBillingModel: 'LOGICAL only' },
  },
  {
    title: 'Table',
    options: words('schema timePartitioning rangePartitioning clustering requirePartitionFilter tableConstraints description friendlyName labels expirationTime view externalDataConfiguration biglakeConfiguration defaultCollation defaultRoundingMode encryptionConfiguration externalCatalogTableOptions materializedView maxStaleness resourceTags tableReplicationInfo'),
    taken: TABLE_FIELDS,
    notes: { view: 'GoogleSQL only', tableConstraints: 'kept, not enforced, as in the service' },
  },
  {
    title: 'Column (of a schema)',
    options: words('name type mode fields description policyTags maxLength precision scale defaultValueExpression collation dataGovernanceTagsInfo dataPolicies dataPolicyList foreignTypeDefinition generatedColumn rangeElementType roundingMode timestampPrecision'),
    taken: COLUMN_FIELDS,
    notes: { type: 'not GEOGRAPHY, INTERVAL, RANGE', maxLength: 'top-level columns', precision: 'top-level NUMERIC', scale: 'top-level NUMERIC', defaultValueExpression: 'top-level columns, the same for all rows of a request' },
  },
  { title: 'tabledata.insertAll', options: words('rows skipInvalidRows ignoreUnknownValues templateSuffix traceId'), taken: STREAM_FIELDS, notes: { traceId: 'means nothing' } },
  { title: 'Job', options: words('load query copy extract dryRun jobTimeoutMs labels maxSlots reservation'), taken: JOB_FIELDS, notes: { dryRun: 'of queries' } },
  {
    title: 'Load job',
    options: words('sourceUris sourceFormat schema autodetect destinationTable createDisposition writeDisposition schemaUpdateOptions timePartitioning rangePartitioning clustering destinationTableProperties skipLeadingRows fieldDelimiter quote allowQuotedNewlines allowJaggedRows nullMarker nullMarkers encoding preserveAsciiControlCharacters sourceColumnMatch columnNameCharacterMap ignoreUnknownValues maxBadRecords decimalTargetTypes parquetOptions hivePartitioningOptions timeZone fileSetSpecType connectionProperties copyFilesOnly createSession dateFormat datetimeFormat destinationEncryptionConfiguration jsonExtension projectionFields referenceFileSchemaUri schemaInline timeFormat timestampFormat timestampTargetPrecision useAvroLogicalTypes'),
    taken: LOAD_FIELDS,
    notes: SOURCE_NOTES,
  },
  {
    title: 'External table, also in a query job',
    options: words('sourceUris sourceFormat schema autodetect csvOptions jsonOptions parquetOptions compression hivePartitioningOptions ignoreUnknownValues maxBadRecords decimalTargetTypes timeZone fileSetSpecType avroOptions bigtableOptions connectionId dateFormat datetimeFormat googleSheetsOptions jsonExtension metadataCacheMode objectMetadata referenceFileSchemaUri timeFormat timestampFormat timestampTargetPrecision'),
    taken: EXTERNAL_FIELDS,
    notes: { ...SOURCE_NOTES, hivePartitioningOptions: 'not requirePartitionFilter', jsonOptions: 'encoding UTF-8' },
  },
  { title: 'csvOptions of an external table', options: words('skipLeadingRows fieldDelimiter quote allowQuotedNewlines allowJaggedRows nullMarker nullMarkers encoding preserveAsciiControlCharacters sourceColumnMatch'), taken: new Set(CSV_FIELDS), notes: SOURCE_NOTES },
  { title: 'Copy job', options: words('sourceTable sourceTables destinationTable createDisposition writeDisposition operationType destinationEncryptionConfiguration destinationExpirationTime'), taken: COPY_FIELDS, notes: { operationType: 'COPY only' } },
  {
    title: 'Extract job',
    options: words('sourceTable destinationUri destinationUris destinationFormat compression printHeader fieldDelimiter modelExtractOptions nativeGeographyExportEnabled sourceModel useAvroLogicalTypes'),
    taken: EXTRACT_FIELDS,
    notes: { destinationUris: 'one', destinationFormat: 'CSV, NEWLINE_DELIMITED_JSON, PARQUET' },
  },
  {
    title: 'Query job',
    options: words('query useLegacySql destinationTable createDisposition writeDisposition schemaUpdateOptions defaultDataset parameterMode queryParameters timePartitioning rangePartitioning clustering maximumBytesBilled priority tableDefinitions useQueryCache allowLargeResults flattenResults preserveNulls connectionProperties continuous createSession destinationEncryptionConfiguration maximumBillingTier scriptOptions systemVariables userDefinedFunctionResources writeIncrementalResults'),
    taken: QUERY_JOB_FIELDS,
    notes: { useLegacySql: 'false only', useQueryCache: 'there is no cache', allowLargeResults: 'of legacy SQL', flattenResults: 'of legacy SQL', preserveNulls: 'of legacy SQL' },
  },
  {
    title: 'jobs.query',
    options: words('query useLegacySql defaultDataset parameterMode queryParameters maxResults timeoutMs requestId location labels dryRun formatOptions jobCreationMode jobTimeoutMs maximumBytesBilled useQueryCache preserveNulls arrowSerializationOptions connectionProperties continuous createSession destinationEncryptionConfiguration maxSlots queryResultsFormat reservation writeIncrementalResults'),
    taken: QUERY_REQUEST_FIELDS,
    notes: { useLegacySql: 'false only', useQueryCache: 'there is no cache', preserveNulls: 'of legacy SQL', jobCreationMode: 'there is always a job' },
  },
];
