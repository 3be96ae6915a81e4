import { withoutBom } from './csv-header.js';
import { toldByContent } from './source-format.js';

const BARE_RETURN = /\r(?!\n|$)/;

/** What keeps a file that begins with these bytes from being read as lines of JSON; undefined: nothing that can be seen here. */
export function ndjsonProblem(bytes: Buffer): string | undefined {
  if (toldByContent(bytes) !== undefined) return 'it is no plain text';
  if (withoutBom(bytes).length !== bytes.length) return 'it begins with a byte order mark';
  return BARE_RETURN.test(bytes.toString('latin1')) ? 'it has carriage returns without line feeds, which BigQuery may read as line endings' : undefined;
}
