import type { DuckDBConnection } from '@duckdb/node-api';

import type { BlobStore } from '../blobs/blob-store.js';
import { firstRow, rows, type Engine } from '../engine/engine.js';
import type { BucketStore } from './bucket-store.js';
import type { GenerationClock } from './generation-clock.js';
import { requireConditions, type Preconditions } from './preconditions.js';
import { noSuchObject } from './refusals.js';
import type { ObjectMetadata, StoredObject } from './stored.js';

interface Row {
  readonly blob: string;
  readonly resource: string;
}

/** New content for a name: bytes that are stored already, under a blob that no row names yet. */
export interface NewObject {
  readonly bucket: string;
  readonly name: string;
  readonly metadata: ObjectMetadata;
  readonly blob: string;
  /** In bytes. */
  readonly size: number;
  readonly crc32c: string;
  readonly md5Hash?: string;
  readonly componentCount?: number;
}

export interface PinnedObject {
  readonly object: StoredObject;
  readonly release: () => void;
}

/** The live objects. A write is one transaction; what readers hold open stays. */
export class ObjectStore {
  readonly #engine: Engine;
  readonly #blobs: BlobStore;
  readonly #buckets: BucketStore;
  readonly #clock: GenerationClock;

  constructor(engine: Engine, blobs: BlobStore, buckets: BucketStore, clock: GenerationClock) {
    this.#engine = engine;
    this.#blobs = blobs;
    this.#buckets = buckets;
    this.#clock = clock;
  }

  async find(bucket: string, name: string): Promise<StoredObject | undefined> {
    return this.#engine.withConnection((connection) => find(connection, bucket, name));
  }

  /** @throws ApiError 404 where the bucket, the object or this generation of it is not there. */
  async get(bucket: string, name: string, generation?: string): Promise<StoredObject> {
    await this.#buckets.get(bucket);
    return requireLive(await this.find(bucket, name), bucket, name, generation);
  }

  /** As `get`; the bytes stay until `release`. */
  async pin(bucket: string, name: string, generation?: string): Promise<PinnedObject> {
    return this.#buckets.lock(bucket, async () => {
      const object = await this.get(bucket, name, generation);
      return { object, release: this.#blobs.pin(object.blob) };
    });
  }

  /** The objects of a bucket whose names start with `prefix`, sorted by name, pinned, those that `accepts` takes. */
  async pinAll(bucket: string, prefix: string, accepts: (name: string) => boolean): Promise<PinnedObject[]> {
    return this.#buckets.lock(bucket, async () => {
      await this.#buckets.get(bucket);
      const found = await this.#engine.withConnection((connection) =>
        rows<Row>(connection, 'SELECT blob, resource FROM gcs.objects WHERE bucket = $bucket AND starts_with(name, $prefix) ORDER BY name', { bucket, prefix }),
      );
      const objects = found.map(parse).filter((object) => accepts(object.name));
      return objects.map((object) => ({ object, release: this.#blobs.pin(object.blob) }));
    });
  }

  /** Up to `limit` objects from name `from` on (inclusive), before `end` where that is not empty, sorted by name. */
  async page(bucket: string, prefix: string, from: string, end: string, limit: number): Promise<StoredObject[]> {
    const found = await this.#engine.withConnection((connection) =>
      rows<Row>(connection, `SELECT blob, resource FROM gcs.objects WHERE bucket = $bucket AND starts_with(name, $prefix) AND name >= $from AND ($end = '' OR name < $end) ORDER BY name LIMIT ${limit}`, { bucket, prefix, from, end }),
    );
    return found.map(parse);
  }

  /**
   * Makes the new content live, replacing what was there; on any error its blob is discarded. `also` runs in the same transaction.
   * @throws ApiError 404 for the bucket, 412 conditionNotMet
   */
  async put(made: NewObject, conditions: Preconditions, also?: (connection: DuckDBConnection, object: StoredObject) => Promise<void>): Promise<StoredObject> {
    const { bucket, name, blob, size, crc32c, md5Hash, componentCount, metadata } = made;
    let replaced: StoredObject | undefined;
    try {
      const object = await this.#buckets.lock(bucket, async () => {
        await this.#buckets.get(bucket);
        return this.#engine.transaction(async (connection) => {
          replaced = await find(connection, bucket, name);
          requireConditions(conditions, replaced);
          const now = new Date().toISOString();
          const stored: StoredObject = {
            ...metadata,
            bucket,
            name,
            generation: this.#clock.next(),
            metageneration: '1',
            size: String(size),
            crc32c,
            ...(md5Hash === undefined ? {} : { md5Hash }),
            ...(componentCount === undefined ? {} : { componentCount }),
            timeCreated: now,
            updated: now,
            blob,
          };
          await connection.run('DELETE FROM gcs.objects WHERE bucket = $bucket AND name = $name', { bucket, name });
          await insert(connection, stored);
          await also?.(connection, stored);
          return stored;
        });
      });
      if (replaced !== undefined) await this.#blobs.discard(replaced.blob);
      return object;
    } catch (error) {
      await this.#blobs.discard(blob);
      throw error;
    }
  }

  /** Changes the metadata; the content and its generation stay. @throws ApiError 404, 412, and what `change` throws. */
  async update(bucket: string, name: string, generation: string | undefined, change: (current: StoredObject) => ObjectMetadata, conditions: Preconditions): Promise<StoredObject> {
    return this.#buckets.lock(bucket, async () => {
      const current = await this.get(bucket, name, generation);
      requireConditions(conditions, current);
      const { size, crc32c, md5Hash, componentCount, timeCreated, blob, metageneration } = current;
      const next: StoredObject = {
        ...change(current),
        bucket,
        name,
        generation: current.generation,
        metageneration: String(BigInt(metageneration) + 1n),
        size,
        crc32c,
        ...(md5Hash === undefined ? {} : { md5Hash }),
        ...(componentCount === undefined ? {} : { componentCount }),
        timeCreated,
        updated: new Date().toISOString(),
        blob,
      };
      await this.#engine.withConnection((connection) => connection.run('UPDATE gcs.objects SET resource = $resource WHERE bucket = $bucket AND name = $name', { bucket, name, resource: JSON.stringify(next) }));
      return next;
    });
  }

  /** @throws ApiError 404, 412 */
  async delete(bucket: string, name: string, generation: string | undefined, conditions: Preconditions): Promise<void> {
    await this.#buckets.lock(bucket, async () => {
      const current = await this.get(bucket, name, generation);
      requireConditions(conditions, current);
      await this.#engine.withConnection((connection) => connection.run('DELETE FROM gcs.objects WHERE bucket = $bucket AND name = $name', { bucket, name }));
      await this.#blobs.discard(current.blob);
    });
  }
}

function requireLive(object: StoredObject | undefined, bucket: string, name: string, generation: string | undefined): StoredObject {
  if (object === undefined) throw noSuchObject(bucket, name);
  if (generation !== undefined && generation !== object.generation) throw noSuchObject(bucket, `${name}#${generation}`);
  return object;
}

async function find(connection: DuckDBConnection, bucket: string, name: string): Promise<StoredObject | undefined> {
  const row = await firstRow<Row>(connection, 'SELECT blob, resource FROM gcs.objects WHERE bucket = $bucket AND name = $name', { bucket, name });
  return row === undefined ? undefined : parse(row);
}

async function insert(connection: DuckDBConnection, object: StoredObject): Promise<void> {
  const { bucket, name, generation, blob } = object;
  await connection.run('INSERT INTO gcs.objects VALUES ($bucket, $name, $generation, $blob, $resource)', { bucket, name, generation: BigInt(generation), blob, resource: JSON.stringify(object) });
}

function parse(row: Row): StoredObject {
  return JSON.parse(row.resource) as StoredObject;
}
