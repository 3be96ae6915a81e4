import { COMPRESSIONS, FORMATS } from './steps/decode/source-format.js';
import type { CsvOptions, Reading } from './steps/decode/reading.js';

const KNOWN = new Set(['delimiter', 'quote', 'header', 'encoding']);
/** Checks what a caller says of the format of the source; complaints go to `complain`. */
export function resolveReading({ format, compression, csv }: { readonly [K in keyof Reading]?: Reading[K] }, complain: (option: string, complaint: string) => void): Reading {
  if (format !== undefined && !FORMATS.includes(format)) complain('format', `it is one of ${FORMATS.join(', ')}`);
  if (compression !== undefined && !COMPRESSIONS.includes(compression)) complain('compression', `it is one of ${COMPRESSIONS.join(', ')}`);
  if (format === 'parquet' && compression !== undefined && compression !== 'none') complain('compression', 'Parquet is compressed inside, not around it');
  if (csv === undefined) return Object.freeze({ format, compression, csv });
  if (typeof csv !== 'object' || csv === null || Array.isArray(csv)) complain('csv', 'it is an object of delimiter, quote, header, encoding');
  else checkCsv(csv, format, complain);
  return Object.freeze({ format, compression, csv: Object.freeze({ ...csv }) });
}

function checkCsv(csv: CsvOptions, format: Reading['format'], complain: (option: string, complaint: string) => void): void {
  const { delimiter, quote, header, encoding } = csv;
  for (const key of Object.keys(csv).filter((name) => !KNOWN.has(name))) complain('csv', `there is no option "${key}"`);
  if (format === 'ndjson' || format === 'parquet') complain('csv', `the format is ${format}`);
  if (delimiter !== undefined && !isCharacter(delimiter)) complain('csv.delimiter', 'it is one ASCII character, and no line ending');
  else if (format === 'tsv' && delimiter !== undefined && delimiter !== '\t') complain('csv.delimiter', 'in TSV it is a tab');
  if (quote !== undefined && quote !== '' && !isCharacter(quote)) complain('csv.quote', "it is one ASCII character, or '' where nothing is quoted");
  // Without a delimiter given it is the comma or, if the name says TSV, the tab.
  else if (delimiter === undefined ? quote === ',' || quote === '\t' : (quote ?? '"') === delimiter) complain('csv.quote', 'it is the delimiter too');
  if (header !== undefined && typeof header !== 'boolean') complain('csv.header', 'it is true or false');
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'latin1') complain('csv.encoding', 'it is utf-8 or latin1');
}

function isCharacter(text: unknown): boolean {
  return typeof text === 'string' && text.length === 1 && text.charCodeAt(0) < 0x80 && text !== '\n' && text !== '\r';
}
