import { CSV_FIELDS, parseSource, type SourceSpec } from '../load/source-spec.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalChoice, optionalObject, optionalString } from '../request-fields.js';

type Body = Readonly<Record<string, unknown>>;

export const EXTERNAL_FIELDS: ReadonlySet<string> = new Set([
  ...['sourceUris', 'sourceFormat', 'schema', 'csvOptions', 'jsonOptions', 'parquetOptions', 'autodetect', 'compression', 'ignoreUnknownValues', 'maxBadRecords'],
  ...['decimalTargetTypes', 'timeZone', 'fileSetSpecType', 'columnNameCharacterMap', 'hivePartitioningOptions'],
]);

/**
 * An `ExternalDataConfiguration`: the files of an external table, read as a load job reads them. `where` is its place in the request.
 * @throws ApiError 400 for what the service refuses at once, 501 for what is not carried.
 */
export function parseExternal(body: Body, where: string): SourceSpec {
  refuseUnknown(body, EXTERNAL_FIELDS, where);
  const csvOptions = optionalObject(body, 'csvOptions') ?? {};
  const jsonOptions = optionalObject(body, 'jsonOptions') ?? {};
  refuseUnknown(csvOptions, new Set(CSV_FIELDS), `${where}.csvOptions`);
  refuseUnknown(jsonOptions, new Set(['encoding']), `${where}.jsonOptions`);
  if ((optionalString(body, 'sourceFormat') ?? '') === '') throw invalid(`Required parameter is missing: ${where}.sourceFormat`, `${where}.sourceFormat`);
  const source = parseSource({ ...body, ...formatOptions(body, csvOptions, jsonOptions, where) }, where);
  if (source.sourceUris.length === 0) throw invalid('An external table must have at least one source URI.', `${where}.sourceUris`);
  checkSchema(source, where);
  if (source.hive?.requirePartitionFilter === true) throw notImplemented(`${where}.hivePartitioningOptions.requirePartitionFilter`);
  return { ...source, ...compression(body, source, where) };
}

/** The options of the format as `configuration.load` has them: at the top. Those of another format mean nothing to the service; here they are refused. */
function formatOptions(body: Body, csv: Body, json: Body, where: string): Body {
  const format = optionalString(body, 'sourceFormat');
  if (format !== 'CSV') refuseUnknown({ csvOptions: csv }, new Set(), where);
  if (format !== 'NEWLINE_DELIMITED_JSON') refuseUnknown({ jsonOptions: json }, new Set(), where);
  return { ...csv, ...json };
}

function checkSchema(source: SourceSpec, where: string): void {
  if (source.format === 'PARQUET' && source.schema !== undefined) throw invalid('A schema cannot be provided for an external table of format PARQUET.', `${where}.schema`);
}

function compression(body: Body, { format }: SourceSpec, where: string): Pick<SourceSpec, 'gzip'> {
  if (body['compression'] === '') throw invalid('Invalid value for compression: it cannot be empty.', `${where}.compression`);
  const gzip = optionalChoice(body, 'compression', ['NONE', 'GZIP']) === 'GZIP';
  if (gzip && format === 'PARQUET') throw notImplemented(`${where}.compression GZIP for PARQUET`);
  return { gzip };
}
