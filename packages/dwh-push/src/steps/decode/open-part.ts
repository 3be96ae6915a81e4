import type { SourcePart } from '../../batch/source-part.js';
import { DwhPushError } from '../../errors.js';
import { peek } from '../../shared/peek.js';
import { csvDialect } from './csv-dialect.js';
import { sameColumns } from './csv-header.js';
import { decompress } from './decompress.js';
import type { Reading } from './reading.js';
import { compressionOf, MAGIC_BYTES, toldByContent, toldByMediaType, toldByName, type Format } from './source-format.js';

/** How far the header line of a file that nothing else tells the format of may reach. */
const HEADER_BYTES = 64 * 1024;

export interface OpenPart {
  readonly name: string;
  readonly format: Format;
  /** Where the very bytes lie, if that is a file on this machine. */
  readonly path: string | undefined;
  /** Decompressed. */
  readonly bytes: AsyncGenerator<Buffer>;
}

/**
 * Tells what a file is, and decompresses it. Never a guess: the options say it, or the name, or the type that a server gives, or content that cannot be anything else; and the content
 * has to bear it out.
 *
 * @throws DwhPushError `DECODE_UNSUPPORTED` where nothing tells, or what tells disagrees
 */
export async function openPart({ name, path, fileName, mediaType, contentEncoding, chunks }: SourcePart, reading: Reading, columns: readonly string[]): Promise<OpenPart> {
  const stored = await peek(chunks, MAGIC_BYTES);
  let plain: AsyncGenerator<Buffer> = stored.whole;
  try {
    const compression = compressionOf({ option: reading.compression, contentEncoding, fileName, head: stored.head, name });
    plain = decompress(stored.whole, compression, name);
    const told = reading.format ?? toldByName(fileName).format ?? (reading.csv === undefined ? toldByMediaType(mediaType) : 'csv');
    const { head, whole } = await peek(plain, told === undefined ? HEADER_BYTES : MAGIC_BYTES);
    plain = whole;
    const format = formatOf(told, head, columns, name);
    if (reading.csv !== undefined && format !== 'csv' && format !== 'tsv') throw new DwhPushError('DECODE_UNSUPPORTED', `The source ${name} is ${format}, and the option csv is given.`);
    return { name, format, path: compression === 'none' ? path : undefined, bytes: whole };
  } catch (error) {
    await plain.return(undefined);
    throw error;
  }
}

function formatOf(told: Format | undefined, head: Buffer, columns: readonly string[], name: string): Format {
  const content = toldByContent(head);
  const refuse = (why: string) => new DwhPushError('DECODE_UNSUPPORTED', `The source ${name} ${why}.`);
  if (content !== undefined && content !== 'parquet') throw refuse(content === 'UTF-16' ? 'is UTF-16: text is read as UTF-8 or latin1' : `holds ${content}, which is not read here`);
  if (told === undefined) {
    const format = content === undefined ? byHeader(head, columns) : 'parquet';
    if (format === undefined) throw refuse('has no name or type that tells its format, and its first line is not that of a CSV or TSV with the columns of the contract: say it with the option format');
    return format;
  }
  if (content === 'parquet' && told !== 'parquet') throw refuse(`holds Parquet, and is said to be ${told}`);
  if (told === 'parquet' && content !== 'parquet') throw refuse('is said to be Parquet, and does not begin like that');
  return told;
}

function byHeader(head: Buffer, columns: readonly string[]): Format | undefined {
  const final = head.length < HEADER_BYTES;
  return (['csv', 'tsv'] as const).find((format) => sameColumns(head, final, csvDialect(format, undefined), columns));
}
