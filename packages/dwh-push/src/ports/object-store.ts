export interface StagedObject {
  readonly name: string;
  readonly bytes: Buffer;
  /** Of the bytes, as Cloud Storage writes it: base64 of the big-endian checksum. */
  readonly crc32c: string;
}

/** An object of any bucket, at one generation, that the service is to rewrite into the staging bucket. */
export interface PinnedObject {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly size: number;
  /** Base64 of the big-endian checksum. */
  readonly crc32c: string;
}

/** A few facts under a name, which change as one. */
export interface StoredRecord {
  readonly name: string;
  readonly facts: unknown;
  /** Changes with every write. */
  readonly generation: string;
}

/** The generation of a record that does not exist yet. */
export const NO_GENERATION = '0';

/** The staging bucket, as much of it as a push needs. Failures are `ServiceError`s. */
export interface ObjectStore {
  /** Where the bucket is, `EU` say; undefined where this identity may not ask. */
  location(): Promise<string | undefined>;
  /**
   * Creates an object that does not exist yet; an object of the same name with the same bytes counts as created. Verified end to end by its checksum.
   *
   * @param timeoutMs - how long the answer is waited for; without, and when the signal aborts, until it is known whether the object was created
   * @throws ServiceError with status 412 where something else has the name, or what has it may not be looked at
   */
  create(object: StagedObject, signal: AbortSignal | undefined, timeoutMs?: number): Promise<void>;
  /**
   * Has the service copy an object to a name that does not exist yet, so that its bytes pass through no process; a copy of the same name with the same bytes counts as made.
   *
   * @throws ServiceError with status 404 where that generation is not there any more
   */
  rewrite(from: PinnedObject, name: string, signal: AbortSignal | undefined): Promise<void>;
  /** Removes an object; one that is not there counts as removed. */
  remove(name: string): Promise<void>;
  /** What a load job calls the object: `gs://bucket/name`. */
  uri(name: string): string;
  /** The names that begin with a prefix. */
  list(prefix: string): Promise<readonly string[]>;
  /** The records whose names begin with a prefix and end with a suffix. */
  listRecords(prefix: string, suffix: string): Promise<readonly StoredRecord[]>;
  readRecord(name: string, signal?: AbortSignal): Promise<StoredRecord | undefined>;
  /**
   * Writes a record that is still of this generation, or does not exist yet (`NO_GENERATION`).
   *
   * @returns its new generation, or undefined where someone else has written it since
   */
  writeRecord(name: string, facts: unknown, generation: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Removes a record that is still of this generation; otherwise leaves it. */
  removeRecord(name: string, generation: string): Promise<void>;
}
