import { DwhPushError } from '../../errors.js';
import type { CsvDialect } from './csv-dialect.js';
import { readHeader, withoutBom } from './csv-header.js';
import { toldByContent } from './source-format.js';

/** How far a header line may reach that is looked at without reading on. */
export const BEGINNING_BYTES = 16 * 1024;

interface Expected {
  readonly dialect: CsvDialect;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** The names of the fields, in the order of the fields. */
  readonly columns: readonly string[];
}

/** How many bytes of a file without problem are its header line, a byte order mark and the ending included. */
export function headerBytes(bytes: Buffer, final: boolean, { dialect, header }: Expected): number {
  if (!header) return 0;
  const text = withoutBom(bytes);
  return bytes.length - text.length + (readHeader(text, final, dialect, '')?.consumed ?? 0);
}

const BARE_RETURN = /\r(?!\n|$)/;

/** What keeps a file that begins with these bytes from being read by position, as plain text behind its first line; undefined: nothing that can be seen here. */
export function beginningProblem(bytes: Buffer, final: boolean, { dialect, header, columns }: Expected): string | undefined {
  if (toldByContent(bytes) !== undefined) return 'it is no plain text';
  if (BARE_RETURN.test(bytes.toString('latin1'))) return 'it has carriage returns without line feeds, which BigQuery may read as line endings';
  if (!header) return withoutBom(bytes).length === bytes.length ? undefined : 'it begins with a byte order mark and has no header line';
  try {
    const found = readHeader(withoutBom(bytes), final, dialect, '');
    if (found === undefined) return `its header line is longer than ${BEGINNING_BYTES} bytes`;
    const inOrder = found.names.length === columns.length && columns.every((column, index) => found.names[index] === column);
    return inOrder ? undefined : 'its header line does not name the columns in the order of the table';
  } catch (error) {
    if (DwhPushError.isInstance(error)) return 'its header line is no record';
    throw error;
  }
}
