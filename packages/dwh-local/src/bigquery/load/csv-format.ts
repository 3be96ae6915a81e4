import { invalid, notImplemented } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalString, optionalStrings } from '../request-fields.js';

/** How a CSV file is written. */
export interface CsvFormat {
  /** One ASCII byte. */
  readonly delimiter: number;
  /** One ASCII byte; undefined where nothing is quoted. */
  readonly quote: number | undefined;
  readonly skipLeadingRows: number;
  /** What an unquoted field must be to be NULL. With more than the default, an empty field is an empty string. */
  readonly nullMarkers: readonly string[];
  readonly quotedNewlines: boolean;
  readonly jaggedRows: boolean;
  readonly ignoreUnknownValues: boolean;
  readonly preserveControlCharacters: boolean;
  /** Files in UTF-16 are rewritten in UTF-8 first. */
  readonly encoding: 'UTF-8' | 'ISO-8859-1' | 'UTF-16LE' | 'UTF-16BE';
  readonly matchByName: boolean;
}

export const DELIMITER_NAMES: Readonly<Record<string, string>> = { '\\t': '\t', tab: '\t', TAB: '\t' };

/** The CSV options of `configuration.load`. @throws ApiError 400, or 501 for what is not carried. */
export function parseCsvFormat(load: Readonly<Record<string, unknown>>): CsvFormat {
  const delimiterText = optionalString(load, 'fieldDelimiter') ?? ',';
  const delimiter = singleByte(DELIMITER_NAMES[delimiterText] ?? (delimiterText === '' ? ',' : delimiterText), 'fieldDelimiter');
  const quoteText = optionalString(load, 'quote') ?? '"';
  const quote = quoteText === '' ? undefined : singleByte(quoteText, 'quote');
  if (quote === delimiter) throw invalid('The quote character and the field delimiter must differ.', 'quote');
  const skipLeadingRows = optionalInteger(load, 'skipLeadingRows') ?? 0;
  if (skipLeadingRows < 0) throw invalid('Value of skipLeadingRows must not be negative.', 'skipLeadingRows');
  const matchByName = optionalChoice(load, 'sourceColumnMatch', ['SOURCE_COLUMN_MATCH_UNSPECIFIED', 'POSITION', 'NAME']) === 'NAME';
  if (matchByName && skipLeadingRows < 1) throw invalid('sourceColumnMatch NAME needs skipLeadingRows of at least 1: the last skipped row holds the names.', 'sourceColumnMatch');
  return {
    delimiter,
    quote,
    skipLeadingRows,
    nullMarkers: parseNullMarkers(load),
    quotedNewlines: optionalBoolean(load, 'allowQuotedNewlines') ?? false,
    jaggedRows: optionalBoolean(load, 'allowJaggedRows') ?? false,
    ignoreUnknownValues: optionalBoolean(load, 'ignoreUnknownValues') ?? false,
    preserveControlCharacters: optionalBoolean(load, 'preserveAsciiControlCharacters') ?? false,
    encoding: parseEncoding(optionalString(load, 'encoding')),
    matchByName,
  };
}

function parseNullMarkers(load: Readonly<Record<string, unknown>>): readonly string[] {
  const marker = optionalString(load, 'nullMarker');
  const markers = optionalStrings(load, 'nullMarkers') ?? [];
  if (marker !== undefined && marker !== '' && markers.length > 0) throw invalid('nullMarker and nullMarkers cannot both be set.', 'nullMarkers');
  const all = markers.length > 0 ? markers : [marker ?? ''];
  if (all.some((text) => /[\r\n"]/.test(text))) throw notImplemented('a null marker that holds a quote or a line break');
  return all;
}

function parseEncoding(encoding: string | undefined): CsvFormat['encoding'] {
  const name = (encoding ?? '').toUpperCase();
  if (name === '' || name === 'UTF-8' || name === 'UTF8') return 'UTF-8';
  if (name === 'ISO-8859-1' || name === 'UTF-16LE' || name === 'UTF-16BE') return name;
  throw notImplemented(`encoding ${encoding}`);
}

/** The service takes the first byte and leaves the rest; what that would silently do to a longer text is refused. */
function singleByte(text: string, name: string): number {
  if (text.length !== 1 || text.charCodeAt(0) > 127 || text === '\n' || text === '\r') throw notImplemented(`${name} other than one ASCII character`);
  return text.charCodeAt(0);
}
