import type { CsvFormat } from './csv-format.js';

export interface CsvField {
  readonly text: string;
  readonly quoted: boolean;
}

/** The fields of one well-formed record. Bytes that are no UTF-8 become U+FFFD, as the service has it. */
export function splitRecord(record: Buffer, format: CsvFormat): CsvField[] {
  const decode = (bytes: Buffer) => (format.encoding === 'ISO-8859-1' ? bytes.toString('latin1') : bytes.toString('utf8'));
  const quote = format.quote ?? -1;
  const fields: CsvField[] = [];
  let at = 0;
  for (;;) {
    if (record[at] === quote) {
      const end = closingQuote(record, at + 1, quote);
      const mark = String.fromCharCode(quote);
      fields.push({ text: decode(record.subarray(at + 1, end)).replaceAll(mark + mark, mark), quoted: true });
      at = end + 1;
    } else {
      const found = record.indexOf(format.delimiter, at);
      const end = found === -1 ? record.length : found;
      fields.push({ text: decode(record.subarray(at, end)), quoted: false });
      at = end;
    }
    if (at >= record.length) return fields;
    at += 1;
  }
}

function closingQuote(record: Buffer, from: number, quote: number): number {
  let at = record.indexOf(quote, from);
  while (at !== -1 && record[at + 1] === quote) at = record.indexOf(quote, at + 2);
  return at === -1 ? record.length : at;
}
