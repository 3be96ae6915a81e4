import { MAX_SOURCE_URIS } from '../limits.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalObject, optionalString, optionalStrings } from '../request-fields.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { LoadFormat } from './bad-records.js';
import { parseCsvFormat, type CsvFormat } from './csv-format.js';
import type { CsvGiven } from './detect-csv.js';
import type { CharacterMap } from './detected-name.js';
import { parseHiveOptions, type HiveOptions } from './hive-options.js';
import { parseParquetFormat, type ParquetFormat } from './parquet-format.js';

type Body = Readonly<Record<string, unknown>>;

/** Files, and how their bytes become rows. Load jobs and external tables share it. */
export interface SourceSpec {
  /** Empty where the bytes came with the request. */
  readonly sourceUris: readonly string[];
  readonly format: LoadFormat;
  readonly csv: CsvFormat;
  readonly parquet: ParquetFormat;
  readonly schema?: readonly Field[];
  readonly maxBadRecords: number;
  readonly ignoreUnknownValues: boolean;
  /** The columns, and how CSV is written, are found out from the files. */
  readonly autodetect?: CsvGiven;
  /** Files whose paths hold the values of columns. */
  readonly hive?: HiveOptions;
  /** Whether the files are gzip. Without it their own first bytes say so, file by file. */
  readonly gzip?: boolean;
}

/** What `parseSource` reads of a body; the CSV options among them may come from elsewhere. */
export const SOURCE_FIELDS = ['sourceUris', 'sourceFormat', 'schema', 'maxBadRecords', 'ignoreUnknownValues', 'decimalTargetTypes', 'parquetOptions', 'timeZone', 'fileSetSpecType', 'autodetect', 'columnNameCharacterMap', 'hivePartitioningOptions'];
export const CSV_FIELDS = [
  ...['fieldDelimiter', 'quote', 'skipLeadingRows', 'nullMarker', 'nullMarkers', 'allowQuotedNewlines', 'allowJaggedRows', 'encoding'],
  ...['preserveAsciiControlCharacters', 'sourceColumnMatch'],
];
/** Options that are accepted only where they ask for what happens anyway. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  timeZone: ['UTC', 'Etc/UTC'],
  fileSetSpecType: ['FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH'],
};

/** @throws ApiError 400 for what the service refuses at once, 501 for what is not carried. */
export function parseSource(body: Body, where: string): SourceSpec {
  for (const [name, accepted] of Object.entries(FIXED)) {
    const value = optionalString(body, name);
    if (value !== undefined && value !== '' && !accepted.includes(value)) throw notImplemented(`${where}.${name} ${value}`);
  }
  const format = parseFormat(optionalString(body, 'sourceFormat'), where);
  const sourceUris = optionalStrings(body, 'sourceUris') ?? [];
  if (sourceUris.length > MAX_SOURCE_URIS) throw invalid(`Too many source URIs: at most ${MAX_SOURCE_URIS} are allowed.`, `${where}.sourceUris`);
  const schema = parseSchema(body['schema']);
  const maxBadRecords = optionalInteger(body, 'maxBadRecords') ?? 0;
  if (maxBadRecords < 0) throw invalid('Value of maxBadRecords must not be negative.', `${where}.maxBadRecords`);
  const ignoreUnknownValues = optionalBoolean(body, 'ignoreUnknownValues') ?? false;
  if (format === 'PARQUET') checkParquet(body, schema, maxBadRecords, ignoreUnknownValues, where);
  else refuseUnknown({ parquetOptions: body['parquetOptions'] }, new Set(), where);
  const characterMap = parseCharacterMap(body, format, where);
  const detects = (optionalBoolean(body, 'autodetect') ?? false) && schema === undefined && format !== 'PARQUET';
  const csv = parseCsvFormat(format === 'CSV' ? body : onlyEncoding(body));
  const hive = parseHiveOptions(optionalObject(body, 'hivePartitioningOptions'), `${where}.hivePartitioningOptions`);
  return {
    ...(detects ? { autodetect: { characterMap, ...givenCsv(body, csv) } } : {}),
    ...(hive === undefined ? {} : { hive }),
    sourceUris,
    format,
    csv,
    parquet: parseParquetFormat(optionalObject(body, 'parquetOptions') ?? {}, optionalStrings(body, 'decimalTargetTypes') ?? [], where),
    ...(schema === undefined ? {} : { schema }),
    maxBadRecords,
    ignoreUnknownValues,
  };
}

/** Names of columns that a schema gives need no map. */
function parseCharacterMap(body: Body, format: LoadFormat, where: string): CharacterMap {
  const map = optionalChoice(body, 'columnNameCharacterMap', ['COLUMN_NAME_CHARACTER_MAP_UNSPECIFIED', 'STRICT', 'V1', 'V2']);
  if (format === 'PARQUET' && (map === 'V1' || map === 'V2')) throw notImplemented(`${where}.columnNameCharacterMap ${map} for PARQUET`);
  return map === 'STRICT' || map === 'V2' ? map : 'V1';
}

function givenCsv(body: Body, csv: CsvFormat): Omit<CsvGiven, 'characterMap'> {
  const skipLeadingRows = optionalInteger(body, 'skipLeadingRows');
  return { ...(skipLeadingRows === undefined ? {} : { skipLeadingRows }), ...(optionalString(body, 'fieldDelimiter') ? { delimiter: csv.delimiter } : {}) };
}

function parseFormat(name: string | undefined, where: string): LoadFormat {
  const format = (name ?? '').toUpperCase();
  if (format === '' || format === 'CSV') return 'CSV';
  if (format === 'NEWLINE_DELIMITED_JSON' || format === 'PARQUET') return format;
  const known = ['AVRO', 'ORC', 'DATASTORE_BACKUP', 'ICEBERG', 'GOOGLE_SHEETS', 'BIGTABLE'];
  if (known.includes(format)) throw notImplemented(`sourceFormat ${format} (served: CSV, NEWLINE_DELIMITED_JSON, PARQUET)`);
  throw invalid(`Unknown sourceFormat: ${name}`, `${where}.sourceFormat`);
}

function checkParquet(body: Body, schema: readonly Field[] | undefined, maxBadRecords: number, ignoreUnknownValues: boolean, where: string): void {
  if (maxBadRecords > 0) throw notImplemented(`${where}.maxBadRecords for PARQUET`);
  if (ignoreUnknownValues) throw notImplemented(`${where}.ignoreUnknownValues for PARQUET`);
  for (const name of CSV_FIELDS) if (name !== 'encoding') refuseUnknown({ [name]: body[name] }, new Set(), where);
  const json = schema === undefined ? undefined : findJson(schema);
  if (json !== undefined) throw invalid(`Unsupported field type: JSON. Field: ${json}`, `${where}.schema`);
}

function findJson(fields: readonly Field[]): string | undefined {
  return fields.flatMap((field) => (field.type === 'JSON' ? [field.name] : (findJson(field.fields ?? []) ?? [])))[0];
}

function onlyEncoding(body: Body): Record<string, unknown> {
  const encoding = optionalString(body, 'encoding');
  if (encoding !== undefined && !/^(utf-?8)?$/i.test(encoding)) throw notImplemented(`encoding ${encoding} for a format other than CSV`);
  return {};
}
