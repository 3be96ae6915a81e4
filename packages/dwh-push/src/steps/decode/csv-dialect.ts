import type { CsvOptions } from './reading.js';

export interface CsvDialect {
  /** Byte values. */
  readonly delimiter: number;
  /** -1 where nothing is ever quoted. */
  readonly quote: number;
  readonly encoding: 'utf-8' | 'latin1';
}

export const COMMA_CSV: CsvDialect = { delimiter: 0x2c, quote: 0x22, encoding: 'utf-8' };
const TAB = 0x09;

export function csvDialect(format: 'csv' | 'tsv', { delimiter, quote, encoding = 'utf-8' }: CsvOptions = {}): CsvDialect {
  return {
    delimiter: delimiter?.charCodeAt(0) ?? (format === 'tsv' ? TAB : COMMA_CSV.delimiter),
    quote: quote === undefined ? COMMA_CSV.quote : quote === '' ? -1 : quote.charCodeAt(0),
    encoding,
  };
}

/** Whether records in this dialect are what is staged already. */
export function isCanonical({ delimiter, quote, encoding }: CsvDialect): boolean {
  return delimiter === COMMA_CSV.delimiter && quote === COMMA_CSV.quote && encoding === 'utf-8';
}
