import { parseTableSource, type TableSource } from '../copy/copy-spec.js';
import { DELIMITER_NAMES } from '../load/csv-format.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalObject, optionalString, optionalStrings } from '../request-fields.js';

type Body = Readonly<Record<string, unknown>>;

export type ExtractFormat = 'CSV' | 'NEWLINE_DELIMITED_JSON' | 'PARQUET';
export type Compression = 'NONE' | 'GZIP' | 'SNAPPY' | 'ZSTD';

/** An extract job, checked. */
export interface ExtractSpec {
  readonly source: TableSource;
  readonly uri: string;
  readonly bucket: string;
  /** With at most one `*`, which the number of a file takes the place of. */
  readonly name: string;
  readonly format: ExtractFormat;
  readonly compression: Compression;
  readonly header: boolean;
  readonly delimiter: string;
}

export const EXTRACT_FIELDS: ReadonlySet<string> = new Set(['sourceTable', 'destinationUri', 'destinationUris', 'destinationFormat', 'compression', 'printHeader', 'fieldDelimiter']);
const COMPRESSIONS: Readonly<Record<ExtractFormat, readonly Compression[]>> = { CSV: ['NONE', 'GZIP'], NEWLINE_DELIMITED_JSON: ['NONE', 'GZIP'], PARQUET: ['NONE', 'GZIP', 'SNAPPY', 'ZSTD'] };

/** `configuration.extract`. @throws ApiError 400 for what the service refuses at once, 501 for what is not carried. */
export function parseExtract(extract: Body, project: string): ExtractSpec {
  const where = 'configuration.extract';
  refuseUnknown(extract, EXTRACT_FIELDS, where);
  const format = parseFormat(optionalString(extract, 'destinationFormat'), where);
  const compression = (optionalString(extract, 'compression') || 'NONE').toUpperCase();
  const known = COMPRESSIONS[format].find((candidate) => candidate === compression);
  if (known === undefined) throw invalid(`Compression ${compression} is not supported for the format ${format}.`, `${where}.compression`);
  const delimiter = optionalString(extract, 'fieldDelimiter') || ',';
  return {
    source: parseTableSource(optionalObject(extract, 'sourceTable') ?? {}, project, `${where}.sourceTable`),
    ...parseDestination(extract, where),
    format,
    compression: known,
    header: optionalBoolean(extract, 'printHeader') ?? true,
    delimiter: DELIMITER_NAMES[delimiter] ?? delimiter,
  };
}

function parseFormat(name: string | undefined, where: string): ExtractFormat {
  const format = (name || 'CSV').toUpperCase();
  if (format === 'CSV' || format === 'NEWLINE_DELIMITED_JSON' || format === 'PARQUET') return format;
  if (['AVRO', 'ML_TF_SAVED_MODEL', 'ML_XGBOOST_BOOSTER'].includes(format)) throw notImplemented(`destinationFormat ${format} (served: CSV, NEWLINE_DELIMITED_JSON, PARQUET)`);
  throw invalid(`Unknown destinationFormat: ${name}`, `${where}.destinationFormat`);
}

function parseDestination(extract: Body, where: string): Pick<ExtractSpec, 'uri' | 'bucket' | 'name'> {
  const single = optionalString(extract, 'destinationUri') || undefined;
  const uris = optionalStrings(extract, 'destinationUris') ?? (single === undefined ? [] : [single]);
  const [uri, ...others] = uris;
  if (uri === undefined) throw invalid('Required parameter is missing: destinationUri', `${where}.destinationUris`);
  // The service spreads the rows over them in a way that it does not document.
  if (others.length > 0) throw notImplemented('more than one destination URI');
  const [, bucket, name] = /^gs:\/\/([^/*]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket === undefined || name === undefined) throw invalid(`Invalid extract destination URI '${uri}'. Must be a valid Google Storage path.`, `${where}.destinationUris`);
  if (name.split('*').length > 2) throw invalid(`Invalid extract destination URI '${uri}'. Only one wildcard is allowed.`, `${where}.destinationUris`);
  return { uri, bucket, name };
}
