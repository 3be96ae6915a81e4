import { Readable } from 'node:stream';

/** Bytes that the caller holds. */
export type GivenSource =
  | { readonly kind: 'readable'; readonly stream: Readable; readonly name: string }
  | { readonly kind: 'web'; readonly stream: ReadableStream<unknown>; readonly name: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string };

/**
 * Reads what a caller gave as `source` and is no name. The one place where rows, rather than bytes, are told apart.
 *
 * @returns the source, or what is wrong with it.
 */
export function givenSource(source: unknown): GivenSource | string {
  if (source instanceof Uint8Array) return { kind: 'bytes', bytes: source, name: 'bytes' };
  if (source instanceof Readable) return readableComplaint(source) ?? { kind: 'readable', stream: source, name: 'stream' };
  if (source instanceof ReadableStream) return source.locked ? 'the stream has another reader already' : { kind: 'web', stream: source, name: 'stream' };
  if (typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source)) return 'rows are not supported: it is bytes or names a file';
  return 'it is a path, a URL, a stream of bytes, or a Buffer';
}

function readableComplaint(stream: Readable): string | undefined {
  if (stream.readableObjectMode) return 'the stream is in object mode, and rows are not supported: it is a stream of bytes';
  if (stream.readableEncoding !== null) return 'the stream has an encoding set, and so yields text: it is a stream of bytes';
  if (stream.readableEnded || stream.readableDidRead || (stream.destroyed && stream.errored === null)) return 'the stream has been read from or destroyed already';
  return undefined;
}

/** Keeps an error that a stream emits before it is read from ending the process; reading tells of it. */
export function holdErrors(source: GivenSource | { readonly kind: 'file' | 'http' | 's3' | 'gs' }): void {
  if (source.kind === 'readable') source.stream.on('error', () => undefined);
}
