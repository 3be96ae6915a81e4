export interface StagedObject {
  readonly name: string;
  readonly bytes: Buffer;
  /** Of the bytes, as Cloud Storage writes it: base64 of the big-endian checksum. */
  readonly crc32c: string;
}

/** The staging bucket, as much of it as a push needs. Failures are `ServiceError`s. */
export interface ObjectStore {
  /** Creates an object that does not exist yet; an object of the same name with the same bytes counts as created. Verified end to end by its checksum. */
  create(object: StagedObject, signal: AbortSignal | undefined): Promise<void>;
  /** Removes an object; one that is not there counts as removed. */
  remove(name: string): Promise<void>;
  /** What a load job calls the object: `gs://bucket/name`. */
  uri(name: string): string;
}
