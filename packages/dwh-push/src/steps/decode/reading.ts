import type { Compression, Format } from './source-format.js';

/** How a CSV or TSV is written, as far as the caller says so. */
export interface CsvOptions {
  /** One ASCII character. Default: a comma, for TSV a tab. */
  readonly delimiter?: string;
  /** One ASCII character, or `''` where nothing is ever quoted. Default: `"`. */
  readonly quote?: string;
  /** Whether the first line has the names of the columns. `false`: the fields are the contract's columns in its order. Default: true. */
  readonly header?: boolean;
  /** Default: `utf-8`. `latin1` is ISO-8859-1, not Windows-1252. */
  readonly encoding?: 'utf-8' | 'latin1';
}

/** What the caller says of the source; the rest is told by its name and its content. */
export interface Reading {
  readonly format: Format | undefined;
  readonly compression: Compression | undefined;
  readonly csv: CsvOptions | undefined;
}
