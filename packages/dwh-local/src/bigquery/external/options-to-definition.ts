import type { OptionValue } from '../../sql/translation.js';
import { refuseOptions } from '../query/ddl-options.js';
import { invalid } from '../refusals.js';

type Options = Readonly<Record<string, OptionValue>>;

/** OPTIONS of CREATE EXTERNAL TABLE, and what an ExternalDataConfiguration calls them. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#external_table_option_list */
const TOP = { ignore_unknown_values: 'ignoreUnknownValues', max_bad_records: 'maxBadRecords', compression: 'compression' } as const;
const CSV = {
  allow_jagged_rows: 'allowJaggedRows',
  allow_quoted_newlines: 'allowQuotedNewlines',
  field_delimiter: 'fieldDelimiter',
  null_marker: 'nullMarker',
  null_markers: 'nullMarkers',
  quote: 'quote',
  skip_leading_rows: 'skipLeadingRows',
  preserve_ascii_control_characters: 'preserveAsciiControlCharacters',
} as const;
const OF_THE_TABLE = ['description', 'friendly_name', 'labels'];

/** @throws ApiError 400 where format or files are missing, 501 for an option that would not be honoured */
export function optionsToDefinition(options: Options): Record<string, unknown> {
  refuseOptions(options, ['format', 'uris', 'encoding', ...Object.keys(TOP), ...Object.keys(CSV), ...OF_THE_TABLE]);
  const { format, uris, encoding } = options;
  if (typeof format !== 'string') throw invalid('Option "format" is required and must be a string in CREATE EXTERNAL TABLE.');
  if (!Array.isArray(uris)) throw invalid('Option "uris" is required and must be an array of strings in CREATE EXTERNAL TABLE.');
  const sourceFormat = format.toUpperCase() === 'JSON' ? 'NEWLINE_DELIMITED_JSON' : format.toUpperCase();
  const skipped = options['skip_leading_rows'];
  // An int64 is a text on the wire.
  const csvOptions = { ...renamed(options, CSV), ...(typeof skipped === 'number' ? { skipLeadingRows: String(skipped) } : {}), ...(sourceFormat === 'CSV' && encoding !== undefined ? { encoding } : {}) };
  return {
    sourceFormat,
    sourceUris: uris,
    ...renamed(options, TOP),
    ...(Object.keys(csvOptions).length === 0 ? {} : { csvOptions }),
    ...(sourceFormat === 'NEWLINE_DELIMITED_JSON' && encoding !== undefined ? { jsonOptions: { encoding } } : {}),
  };
}

function renamed(options: Options, names: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(names).flatMap(([option, field]) => (options[option] === undefined || options[option] === null ? [] : [[field, options[option]]])));
}
