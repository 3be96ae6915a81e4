import type { CountQuery, CsvFile, ExternalTable, LoadJob, QueryParameter } from '../ports/jobs.js';
import type { TableField } from '../ports/warehouse.js';

/**
 * Every option of the files is stated, and nothing is left to a default.
 * https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationLoad
 */
export function loadConfiguration(job: LoadJob) {
  const { project, dataset, table } = job.table;
  return {
    sourceUris: [...job.uris],
    sourceFormat: job.format.name,
    destinationTable: { projectId: project, datasetId: dataset, tableId: job.partition === undefined ? table : `${table}$${job.partition}` },
    createDisposition: 'CREATE_NEVER',
    writeDisposition: job.disposition,
    // WRITE_TRUNCATE_DATA keeps the table's schema; WRITE_TRUNCATE takes the job's, with everything that is to stay. Parquet brings a schema, whose modes would be held against the table's if none were given.
    ...(job.disposition === 'WRITE_TRUNCATE' || job.format.name === 'PARQUET' ? { schema: { fields: job.fields as TableField[] } } : {}),
    encoding: 'UTF-8',
    maxBadRecords: 0,
    ignoreUnknownValues: false,
    ...(job.format.name === 'CSV' ? csvOptions(job.format) : {}),
    ...(job.format.name === 'PARQUET' ? PARQUET_OPTIONS : {}),
  };
}

/** https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationQuery */
export function countConfiguration({ sql, parameters, tables }: Pick<CountQuery, 'sql' | 'parameters' | 'tables'>) {
  return {
    ...statementConfiguration(sql, parameters),
    // An object of the same name may have been another one when an answer was kept.
    useQueryCache: false,
    tableDefinitions: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, externalConfiguration(table)])),
  };
}

/** https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobConfigurationQuery */
export function statementConfiguration(sql: string, parameters: readonly QueryParameter[]) {
  return { query: sql, useLegacySql: false, parameterMode: 'NAMED' as const, queryParameters: parameters.map(queryParameter) };
}

function queryParameter({ name, type, value }: QueryParameter) {
  return typeof value === 'string'
    ? { name, parameterType: { type }, parameterValue: { value } }
    : { name, parameterType: { type: 'ARRAY', arrayType: { type } }, parameterValue: { arrayValues: value.map((item) => ({ value: item })) } };
}

/** https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/tables#externaldataconfiguration */
function externalConfiguration({ format, gzip, uris, fields }: ExternalTable) {
  return {
    sourceUris: [...uris],
    sourceFormat: format.name,
    ...(format.name === 'PARQUET' ? {} : { schema: { fields: fields as TableField[] } }),
    compression: gzip ? 'GZIP' : 'NONE',
    autodetect: false,
    maxBadRecords: 0,
    ignoreUnknownValues: false,
    ...externalOptions(format),
  };
}

function externalOptions(format: ExternalTable['format']) {
  switch (format.name) {
    case 'CSV':
      return { csvOptions: { ...csvOptions(format), skipLeadingRows: String(format.skip ?? 0), encoding: 'UTF-8' } };
    case 'NEWLINE_DELIMITED_JSON':
      return { jsonOptions: { encoding: 'UTF-8' } };
    case 'PARQUET':
      return PARQUET_OPTIONS;
  }
}

const PARQUET_OPTIONS = { decimalTargetTypes: ['NUMERIC' as const], parquetOptions: { enableListInference: false, enumAsString: false } };

function csvOptions({ nullMarker, delimiter = ',', quote = '"', skip = 0, quotedNewlines = true }: CsvFile) {
  return { nullMarker, fieldDelimiter: delimiter, quote, skipLeadingRows: skip, allowJaggedRows: false, allowQuotedNewlines: quotedNewlines, preserveAsciiControlCharacters: true };
}
