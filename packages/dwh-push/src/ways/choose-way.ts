import { isColocated } from '../commit/colocated.js';
import type { ResolvedPush } from '../options.js';
import type { TableField } from '../ports/warehouse.js';
import { csvDialect } from '../steps/decode/csv-dialect.js';
import { toldByMediaType, toldByName, type Format } from '../steps/decode/source-format.js';
import { compileCheck, type CompiledCheck, type Dialect } from '../steps/validate/service/count-query.js';
import type { Source } from '../steps/source/source.js';

/** Which way the rows take to the load job, and why. */
export type ChosenWay = ServiceWay | { readonly kind: 'stream'; readonly why: string };

/** Cloud Storage copies the objects, BigQuery checks them by SQL. */
export interface ServiceWay {
  readonly kind: 'service';
  readonly why: string;
  readonly check: CompiledCheck;
  readonly dialect: Dialect;
}

export interface WayFacts {
  readonly push: Pick<ResolvedPush, 'way' | 'reading' | 'contract' | 'partitionTime' | 'rejectLimit'>;
  readonly source: Pick<Source, 'kind' | 'parts'>;
  /** The table's columns, in its order. */
  readonly fields: readonly TableField[];
  /** Where the dataset is, and the bucket of the source as far as it is known. */
  readonly location: string;
  readonly sourceLocation?: string | undefined;
}

/** What BigQuery takes files of one job: https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_OBJECTS = 10_000;

/** Decided from what is known before a byte is read. Pure. In doubt the bytes are read: only that is certain to say what is in them. */
export function chooseWay({ push, source, fields, location, sourceLocation }: WayFacts): ChosenWay {
  const stream = (why: string): ChosenWay => ({ kind: 'stream', why });
  const { way, reading, contract, partitionTime, rejectLimit } = push;
  if (way === 'stream') return stream('the caller asks for it');
  if (source.kind !== 'gs') return stream('the source is not in Cloud Storage');
  if (rejectLimit !== undefined) return stream('rejects are asked for, which are records as they are');
  if (source.parts.length > MAX_OBJECTS) return stream(`the source has more than ${MAX_OBJECTS} objects`);
  const formats = new Set(source.parts.map(({ fileName, mediaType }) => formatOf(reading, fileName, mediaType)));
  const [format] = formats;
  if (formats.size > 1 || format === undefined) return stream('the format is told by the content only');
  if (format === 'ndjson') return stream('JSON has many texts for a value, and BigQuery reads some of them its own way');
  if (format === 'parquet') return stream('values of Parquet are read exactly as they are stored, which SQL does not see');
  const compressed = source.parts.some(({ fileName, contentEncoding }) => (reading.compression ?? contentEncoding ?? toldByName(fileName).compression ?? 'none') !== 'none');
  if (compressed) return stream('what is around compressed bytes is seen only by reading them');
  const { delimiter, quote, encoding } = csvDialect(format, reading.csv);
  const dialect = { delimiter: String.fromCharCode(delimiter), quote: quote === -1 ? '' : String.fromCharCode(quote), skip: (reading.csv?.header ?? true) ? 1 : 0 };
  if (encoding !== 'utf-8') return stream('the text is not UTF-8');
  if (!isPlain(dialect)) return stream('the delimiter or quote is an unusual one');
  if (fields.some(({ name }, index) => name !== contract.columns[index]?.name)) return stream('the contract has the columns in another order than the table');
  const check = compileCheck(contract, partitionTime, dialect);
  if (typeof check === 'string') return stream(check);
  if (sourceLocation !== undefined && !isColocated(location, sourceLocation)) return stream(`the source is in ${sourceLocation} and the dataset in ${location}`);
  return { kind: 'service', why: 'BigQuery reads the format, and SQL says all that the contract asks', check, dialect };
}

function formatOf(reading: ResolvedPush['reading'], fileName: string | undefined, mediaType: string | undefined): Format | undefined {
  return reading.format ?? toldByName(fileName).format ?? (reading.csv === undefined ? toldByMediaType(mediaType) : 'csv');
}

function isPlain(dialect: { readonly delimiter: string; readonly quote: string; readonly skip: number }): dialect is Dialect {
  return [',', ';', '\t', '|'].includes(dialect.delimiter) && (dialect.quote === '"' || dialect.quote === '');
}
