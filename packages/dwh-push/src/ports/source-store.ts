/** An object that holds data to push, as it was when it was looked at. */
export interface SourceObject {
  readonly bucket: string;
  readonly name: string;
  /** Changes whenever the content does. */
  readonly generation: string;
  /** Bytes as stored. */
  readonly size: number;
  /** Of the bytes as stored: base64 of the big-endian checksum. */
  readonly crc32c: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** Buckets that sources are in, as much of them as a push needs. Failures are `ServiceError`s. */
export interface SourceStore {
  /** Objects whose names begin with `prefix`, in the order of their names. */
  list(bucket: string, prefix: string, signal: AbortSignal | undefined): Promise<readonly SourceObject[]>;
  /** @returns undefined where there is no such object. */
  stat(bucket: string, name: string, signal: AbortSignal | undefined): Promise<SourceObject | undefined>;
  /** Where a bucket is, `EU` say; undefined where that cannot be asked. */
  location(bucket: string, signal: AbortSignal | undefined): Promise<string | undefined>;
  /** The bytes of that generation as they are stored, from `start` on. Once: a break is an error, and so is an object that has changed (404). */
  read(object: SourceObject, start: number, signal: AbortSignal): AsyncIterable<Buffer>;
}
