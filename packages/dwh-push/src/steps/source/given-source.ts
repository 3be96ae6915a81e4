import { Readable } from 'node:stream';

/** Bytes or rows that the caller holds. */
export type GivenSource =
  | { readonly kind: 'readable'; readonly stream: Readable; readonly name: string }
  | { readonly kind: 'web'; readonly stream: ReadableStream<unknown>; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string }
  | { readonly kind: 'rows'; readonly rows: Iterable<unknown> | AsyncIterable<unknown>; readonly name: string };

/**
 * Reads what a caller gave as `source` and is no name. A stream in object mode, and whatever else can be iterated, yields rows.
 *
 * @returns the source, or what is wrong with it.
 */
export function givenSource(source: unknown): GivenSource | string {
  if (source instanceof Uint8Array) return { kind: 'bytes', bytes: source, name: 'bytes' };
  if (source instanceof Readable) return readableComplaint(source) ?? (source.readableObjectMode ? { kind: 'rows', rows: source, name: 'rows' } : { kind: 'readable', stream: source, name: 'stream' });
  if (source instanceof ReadableStream) return source.locked ? 'the stream has another reader already' : { kind: 'web', stream: source, name: 'stream' };
  if (isIterable(source)) return { kind: 'rows', rows: source, name: 'rows' };
  return 'it is a path, a URL, a stream of bytes, a Buffer, or an iterable of rows';
}

function readableComplaint(stream: Readable): string | undefined {
  if (stream.readableEncoding !== null) return 'the stream has an encoding set, and so yields text: it is a stream of bytes';
  if (stream.readableEnded || stream.readableDidRead || (stream.destroyed && stream.errored === null)) return 'the stream has been read from or destroyed already';
  return undefined;
}

function isIterable(source: unknown): source is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
}

/** Keeps an error that a stream emits before it is read from ending the process; reading tells of it. */
export function holdErrors(source: GivenSource | { readonly kind: 'file' | 'http' | 's3' | 'gs' }): void {
  const stream = source.kind === 'readable' ? source.stream : source.kind === 'rows' ? source.rows : undefined;
  if (stream instanceof Readable) stream.on('error', () => undefined);
}
