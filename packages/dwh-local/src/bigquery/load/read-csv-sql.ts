import { quoteLiteral } from '../../engine/quote.js';
import { NORMALIZED_NULL } from './normalized-file.js';

const MIN_LINE_BYTES = 2 * 1024 * 1024;

export interface ReaderOptions {
  readonly path: string;
  readonly width: number;
  readonly delimiter: string;
  readonly quote: string;
  readonly skip: number;
  readonly nullMarkers: readonly string[];
  readonly longestRecord: number;
  /** Lines end in CRLF instead of LF. */
  readonly crlf: boolean;
}

/** SQL for DuckDB's CSV reader with nothing left to its guesses: all columns are text, named `f0`, `f1`, ... */
export function readCsvSql(options: ReaderOptions): string {
  const columns = Array.from({ length: options.width }, (_, index) => `'f${index}': 'VARCHAR'`).join(', ');
  // Two buffers of this size are held per thread, so it follows the longest record instead of the longest that is allowed.
  const line = Math.max(MIN_LINE_BYTES, options.longestRecord + 1024);
  const settings = [
    'auto_detect=false',
    'header=false',
    `skip=${options.skip}`,
    `delim=${quoteLiteral(options.delimiter)}`,
    `quote=${quoteLiteral(options.quote)}`,
    `escape=${quoteLiteral(options.quote)}`,
    `nullstr=[${options.nullMarkers.map(quoteLiteral).join(', ')}]`,
    'allow_quoted_nulls=false',
    'strict_mode=true',
    'null_padding=false',
    "compression='none'",
    // Named, LF is found wherever a CRLF stands inside of quotes; named, CRLF is misread, and left to be found it is not.
    ...(options.crlf ? [] : ["new_line='\\n'"]),
    `max_line_size=${line}`,
    `buffer_size=${line * 4}`,
    `columns={${columns}}`,
  ];
  return `read_csv(${quoteLiteral(options.path)}, ${settings.join(', ')})`;
}

/** The same for a normalized file. */
export function readNormalizedSql(path: string, width: number, longestRow: number): string {
  return readCsvSql({ path, width, delimiter: ',', quote: '"', skip: 0, nullMarkers: [NORMALIZED_NULL], longestRecord: longestRow, crlf: false });
}
