import { DwhPushError } from '../../errors.js';

/** How records are written; `ndjson` is JSON with an object per line. */
export type Format = 'csv' | 'tsv' | 'ndjson' | 'parquet';
export const FORMATS: readonly Format[] = ['csv', 'tsv', 'ndjson', 'parquet'];

/** What bytes are compressed with. */
export type Compression = 'none' | 'gzip' | 'zstd';
export const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'zstd'];

const COMPRESSION_ENDINGS: Readonly<Record<string, Compression>> = { gz: 'gzip', zst: 'zstd' };
const FORMAT_ENDINGS: Readonly<Record<string, Format>> = { csv: 'csv', tsv: 'tsv', ndjson: 'ndjson', jsonl: 'ndjson', parquet: 'parquet' };
const FORMAT_TYPES: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/vnd.apache.parquet': 'parquet',
};

/** What a name says: an ending that is neither a format nor a compression says nothing. */
export function toldByName(fileName: string | undefined): { readonly format: Format | undefined; readonly compression: Compression | undefined } {
  const endings = (fileName ?? '').toLowerCase().split('.').slice(1);
  const compression = own(COMPRESSION_ENDINGS, endings.at(-1));
  const format = own(FORMAT_ENDINGS, compression === undefined ? endings.at(-1) : endings.at(-2));
  // A name that ends with a format says that nothing is around it. Parquet compresses inside.
  return { format, compression: compression ?? (format === undefined ? undefined : 'none') };
}

export function toldByMediaType(mediaType: string | undefined): Format | undefined {
  return own(FORMAT_TYPES, mediaType);
}

const own = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined => (key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined);

const MAGIC: readonly (readonly [string, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['zip', Buffer.from('PK\u0003\u0004', 'latin1')],
  ['parquet', Buffer.from('PAR1')],
  ['UTF-16', Buffer.from([0xff, 0xfe])],
  ['UTF-16', Buffer.from([0xfe, 0xff])],
];
/** How many bytes `toldByContent` looks at. */
export const MAGIC_BYTES = 4;

/** What the first bytes are the mark of; undefined for text. */
export function toldByContent(head: Buffer): string | undefined {
  return MAGIC.find(([, magic]) => head.subarray(0, magic.length).equals(magic))?.[0];
}

interface Told {
  readonly option: Compression | undefined;
  readonly contentEncoding: 'gzip' | undefined;
  readonly fileName: string | undefined;
  readonly head: Buffer;
  /** What the source is called in errors. */
  readonly name: string;
}

/**
 * Known from the option, then what the store says, then the name, then the content; and the content has to bear it out.
 *
 * @throws DwhPushError `DECODE_UNSUPPORTED`
 */
export function compressionOf({ option, contentEncoding, fileName, head, name }: Told): Compression {
  const told = option ?? contentEncoding ?? toldByName(fileName).compression;
  const found = toldByContent(head);
  const content = found === 'gzip' || found === 'zstd' ? found : 'none';
  if (told === undefined || told === content) return content;
  // Too short to tell: decompressing says that it ends early.
  if (told !== 'none' && content === 'none' && head.length < MAGIC_BYTES) return told;
  const by = option !== undefined ? 'the option compression' : contentEncoding !== undefined ? 'its Content-Encoding' : 'its name';
  throw new DwhPushError('DECODE_UNSUPPORTED', `${name} is ${told === 'none' ? 'not compressed' : told} by ${by}, and ${content === 'none' ? 'not compressed' : content} by its content.`);
}
