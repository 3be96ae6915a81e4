import { isColocated } from '../commit/colocated.js';
import type { ResolvedPush } from '../options.js';
import type { TableField } from '../ports/warehouse.js';
import { csvDialect } from '../steps/decode/csv-dialect.js';
import type { WantedColumn } from '../steps/decode/parquet/parquet-footer.js';
import { toldByMediaType, toldByName, type Format } from '../steps/decode/source-format.js';
import { compileCheck, type CompiledCheck, type Dialect } from '../steps/validate/service/count-query.js';
import { compileJsonCheck } from '../steps/validate/service/json-query.js';
import { compileParquetCheck } from '../steps/validate/service/parquet-query.js';
import type { Source } from '../steps/source/source.js';

/** Which way the rows take to the load job, and why. */
export type ChosenWay = ServiceWay | { readonly kind: 'stream'; readonly why: string };

/** Cloud Storage copies the objects, BigQuery checks them by SQL. */
export interface ServiceWay {
  readonly kind: 'service';
  readonly why: string;
  readonly check: CompiledCheck;
  readonly files: ServiceFiles;
}

/** How the objects are written. */
export type ServiceFiles = { readonly gzip: boolean } & ({ readonly format: 'csv'; readonly dialect: Dialect } | { readonly format: 'ndjson' } | { readonly format: 'parquet'; readonly columns: readonly WantedColumn[] });

export interface WayFacts {
  readonly push: Pick<ResolvedPush, 'way' | 'reading' | 'contract' | 'partitionTime' | 'rejectLimit'>;
  readonly source: Pick<Source, 'kind' | 'parts'>;
  /** The table's columns, in its order. */
  readonly fields: readonly TableField[];
  /** Where the dataset is, and the bucket of the source as far as it is known. */
  readonly location: string;
  readonly sourceLocation?: string | undefined;
}

/** The check of a text looks at each line once for each column, which grows with the square of the width. */
const MAX_COLUMNS_OF_TEXT = 200;
/** What BigQuery takes files of one job: https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_OBJECTS = 10_000;
/** https://docs.cloud.google.com/bigquery/quotas#query_jobs */
const MAX_QUERY_BYTES = 1024 * 1024;

/** Decided from what is known before a byte is read. Pure. In doubt the bytes are read: only that is certain to say what is in them. */
export function chooseWay({ push, source, fields, location, sourceLocation }: WayFacts): ChosenWay {
  const stream = (why: string): ChosenWay => ({ kind: 'stream', why });
  const { way, reading, rejectLimit, contract } = push;
  if (way === 'stream') return stream('the caller asks for it');
  if (source.kind !== 'gs') return stream('the source is not in Cloud Storage');
  if (rejectLimit !== undefined) return stream('rejects are asked for, which are records as they are');
  if (source.parts.length > MAX_OBJECTS) return stream(`the source has more than ${MAX_OBJECTS} objects`);
  const formats = new Set(source.parts.map(({ fileName, mediaType }) => formatOf(reading, fileName, mediaType)));
  const [format] = formats;
  if (format !== 'parquet' && contract.columns.length > MAX_COLUMNS_OF_TEXT) return stream(`the contract has more than ${MAX_COLUMNS_OF_TEXT} columns, and checking so wide a text by SQL takes longer than reading it`);
  if (formats.size > 1 || format === undefined) return stream('the format is told by the content only');
  if (source.parts.some(({ contentEncoding }) => contentEncoding !== undefined)) return stream('an object has a Content-Encoding, and who reads it may unpack it or not');
  const compressions = new Set(source.parts.map(({ fileName }) => reading.compression ?? toldByName(fileName).compression ?? 'none'));
  if (compressions.size > 1) return stream('some of its objects are compressed and some are not, and one load job reads one kind');
  if (compressions.has('zstd')) return stream('BigQuery does not read zstd around text');
  const gzip = compressions.has('gzip');
  const compiled = format === 'parquet' ? parquetCheck(push, fields, gzip) : format === 'ndjson' ? ndjsonCheck(push, fields, gzip) : csvCheck(push, fields, format, gzip);
  if (typeof compiled === 'string') return stream(compiled);
  if (Buffer.byteLength(compiled.check.sql) > MAX_QUERY_BYTES) return stream('the contract has so many columns that the query would be longer than BigQuery takes');
  if (sourceLocation !== undefined && !isColocated(location, sourceLocation)) return stream(`the source is in ${sourceLocation} and the dataset in ${location}`);
  return { kind: 'service', why: 'BigQuery reads the format, and SQL says all that the contract asks', ...compiled };
}

type Compiled = Pick<ServiceWay, 'check' | 'files'>;

function csvCheck({ contract, partitionTime, reading }: WayFacts['push'], fields: readonly TableField[], format: 'csv' | 'tsv', gzip: boolean): Compiled | string {
  const { delimiter, quote, encoding } = csvDialect(format, reading.csv);
  const dialect = { delimiter: String.fromCharCode(delimiter), quote: quote === -1 ? '' : String.fromCharCode(quote), skip: (reading.csv?.header ?? true) ? 1 : 0 };
  if (encoding !== 'utf-8') return 'the text is not UTF-8';
  if (!isPlain(dialect)) return 'the delimiter or quote is an unusual one';
  if (fields.some(({ name }, index) => name !== contract.columns[index]?.name)) return 'the contract has the columns in another order than the table';
  const check = compileCheck(contract, partitionTime, dialect, gzip);
  return typeof check === 'string' ? check : { check, files: { format: 'csv', dialect, gzip } };
}

function ndjsonCheck({ contract, partitionTime, reading }: WayFacts['push'], fields: readonly TableField[], gzip: boolean): Compiled | string {
  if (reading.csv !== undefined) return 'the option csv is given for JSON';
  if (fields.some(({ defaultValueExpression }) => defaultValueExpression !== undefined)) return 'a column of the table has a default, which BigQuery may put where a key is missing';
  const check = compileJsonCheck(contract, partitionTime, gzip);
  return typeof check === 'string' ? check : { check, files: { format: 'ndjson', gzip } };
}

function parquetCheck({ contract, partitionTime, reading }: WayFacts['push'], fields: readonly TableField[], gzip: boolean): Compiled | string {
  if (reading.csv !== undefined) return 'the option csv is given for Parquet';
  if (gzip) return 'Parquet is compressed inside, and BigQuery unpacks nothing around it';
  const columns = fields.map(({ name, mode }) => ({ name, type: contract.columns.find((column) => column.name === name)?.type ?? 'STRUCT', nullable: mode !== 'REQUIRED' }));
  if (columns.length !== contract.columns.length) return 'the table has other columns than the contract';
  const check = compileParquetCheck(contract, partitionTime);
  return typeof check === 'string' ? check : { check, files: { format: 'parquet', columns, gzip } };
}

function formatOf(reading: ResolvedPush['reading'], fileName: string | undefined, mediaType: string | undefined): Format | undefined {
  return reading.format ?? toldByName(fileName).format ?? (reading.csv === undefined ? toldByMediaType(mediaType) : 'csv');
}

function isPlain(dialect: { readonly delimiter: string; readonly quote: string; readonly skip: number }): dialect is Dialect {
  return [',', ';', '\t', '|'].includes(dialect.delimiter) && (dialect.quote === '"' || dialect.quote === '');
}
