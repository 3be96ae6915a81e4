import type { DuckDBConnection } from '@duckdb/node-api';

import type { BlobStore } from '../blobs/blob-store.js';
import type { Engine } from '../engine/engine.js';
import { requireBucket, type BucketStore } from './bucket-store.js';
import type { GenerationClock } from './generation-clock.js';
import type { NewObject, PinnedObject } from './new-object.js';
import type { EventListener, ObjectEvent } from './object-event.js';
import { stampedContexts } from './object-contexts.js';
import { findGeneration, findLive, insertLive, readAll, readPage, removeGeneration, rewriteGeneration, type Generations, type PageStart } from './object-rows.js';
import { requireConditions, type Preconditions } from './preconditions.js';
import { noSuchObject } from './refusals.js';
import { retireObject, type Retired } from './retire-object.js';
import type { StorageClock } from './storage-clock.js';
import type { ObjectMetadata, StoredBucket, StoredObject } from './stored.js';

export interface ObjectStoreDeps {
  readonly engine: Engine;
  readonly blobs: BlobStore;
  readonly buckets: BucketStore;
  readonly clock: StorageClock;
  readonly generations: GenerationClock;
  /** Told of what is committed. */
  readonly onEvent: EventListener;
}

/** The objects. A write is one transaction; what readers hold open stays. */
export class ObjectStore {
  readonly #deps: ObjectStoreDeps;

  constructor(deps: ObjectStoreDeps) {
    this.#deps = deps;
  }

  /** The live object. */
  async find(bucket: string, name: string): Promise<StoredObject | undefined> {
    return this.#deps.engine.withConnection((connection) => findLive(connection, bucket, name));
  }

  /** The live object, or the generation that is asked for, live or noncurrent. @throws ApiError 404 where the bucket or the object is not there. */
  async get(bucket: string, name: string, generation?: string, among: Generations = 'versions'): Promise<StoredObject> {
    return this.#deps.engine.withConnection(async (connection) => {
      await requireBucket(connection, bucket);
      return this.#require(connection, bucket, name, generation, among);
    });
  }

  /** As `get`; the bytes stay until `release`. */
  async pin(bucket: string, name: string, generation?: string): Promise<PinnedObject> {
    const { blobs, buckets } = this.#deps;
    return buckets.lock(bucket, async () => {
      const object = await this.get(bucket, name, generation);
      return { object, release: blobs.pin(object.blob) };
    });
  }

  /** The live objects of a bucket whose names start with `prefix`, sorted by name, pinned, those that `accepts` takes. */
  async pinAll(bucket: string, prefix: string, accepts: (name: string) => boolean): Promise<PinnedObject[]> {
    const { blobs, buckets, engine } = this.#deps;
    return buckets.lock(bucket, async () => {
      const found = await engine.withConnection(async (connection) => {
        await requireBucket(connection, bucket);
        return readAll(connection, 'live', bucket, prefix);
      });
      return found.filter((object) => accepts(object.name)).map((object) => ({ object, release: blobs.pin(object.blob) }));
    });
  }

  /** All of a bucket, by name and generation. */
  async all(bucket: string, among: Generations): Promise<StoredObject[]> {
    return this.#deps.engine.withConnection((connection) => readAll(connection, among, bucket, ''));
  }

  /** Up to `limit` objects from `from` on, before `end` where that is not empty, by name and generation. */
  async page(among: Generations, bucket: string, prefix: string, from: PageStart, end: string, limit: number): Promise<StoredObject[]> {
    return this.#deps.engine.withConnection((connection) => readPage(connection, among, bucket, prefix, from, end, limit));
  }

  /**
   * Makes the new content live, in the place of what was there; on any error its blob is discarded. `also` runs in the same transaction.
   * @throws ApiError 404 for the bucket, 412 conditionNotMet
   */
  async put(made: NewObject, conditions: Preconditions, also?: (connection: DuckDBConnection, object: StoredObject) => Promise<void>): Promise<StoredObject> {
    const { metadata, size, storageClass, consumed = [], ...rest } = made;
    try {
      return await this.#change(made.bucket, async (connection, bucket) => {
        const replaced = await findLive(connection, made.bucket, made.name);
        requireConditions(conditions, replaced);
        const time = this.#deps.clock.now();
        const stored: StoredObject = { ...metadata, ...stampedContexts(metadata, time), ...rest, size: String(size), generation: this.#deps.generations.next(), metageneration: '1', storageClass: storageClass ?? bucket.storageClass, timeCreated: time, updated: time };
        const retired = replaced === undefined ? [] : [await this.#retire(connection, bucket, replaced, stored.generation)];
        for (const { object, forGood } of consumed) {
          const there = await this.#require(connection, object.bucket, object.name, object.generation);
          retired.push(await retireObject(connection, there, { bucket, clock: this.#deps.clock, forGood }));
        }
        await insertLive(connection, stored);
        await also?.(connection, stored);
        return { result: stored, retired, events: [{ type: 'OBJECT_FINALIZE', object: stored, time, ...(replaced === undefined ? {} : { overwrote: replaced.generation }) }] };
      });
    } catch (error) {
      await this.#deps.blobs.discard(made.blob);
      throw error;
    }
  }

  /** Changes the metadata; the content and its generation stay. @throws ApiError 404, 412, and what `change` throws. */
  async update(bucket: string, name: string, generation: string | undefined, change: (current: StoredObject) => ObjectMetadata, conditions: Preconditions): Promise<StoredObject> {
    return this.#change(bucket, async (connection) => {
      const current = await this.#require(connection, bucket, name, generation);
      requireConditions(conditions, current);
      const time = this.#deps.clock.now();
      const { contentType: _type, contentEncoding: _encoding, contentDisposition: _disposition, contentLanguage: _language, cacheControl: _cache, customTime: _custom, metadata: _metadata, contexts: _contexts, ...kept } = current;
      const changed = change(current);
      const next: StoredObject = { ...kept, ...changed, ...stampedContexts(changed, time), metageneration: String(BigInt(current.metageneration) + 1n), updated: time };
      await rewriteGeneration(connection, next);
      return { result: next, events: [{ type: 'OBJECT_METADATA_UPDATE', object: next, time }] };
    });
  }

  /** Without a generation: of the live object, which versioning keeps. With one: for good. @throws ApiError 404, 412 */
  async delete(bucket: string, name: string, generation: string | undefined, conditions: Preconditions, check?: (current: StoredObject) => void): Promise<void> {
    await this.#change(bucket, async (connection, home) => {
      const current = await this.#require(connection, bucket, name, generation);
      requireConditions(conditions, current);
      check?.(current);
      return { result: undefined, retired: [await retireObject(connection, current, { bucket: home, clock: this.#deps.clock, forGood: generation !== undefined })] };
    });
  }

  /** Makes a soft-deleted generation live again, as a generation of its own. @throws ApiError 404, 412 */
  async restore(bucket: string, name: string, generation: string, conditions: Preconditions): Promise<StoredObject> {
    return this.#change(bucket, async (connection, home) => {
      const { softDeleteTime: _soft, hardDeleteTime: _hard, timeDeleted: _gone, ...found } = await this.#require(connection, bucket, name, generation, 'softDeleted');
      const replaced = await findLive(connection, bucket, name);
      requireConditions(conditions, replaced);
      const time = this.#deps.clock.now();
      const restored: StoredObject = { ...found, generation: this.#deps.generations.next(), metageneration: '1', timeCreated: time, updated: time };
      await removeGeneration(connection, found);
      const retired = replaced === undefined ? [] : [await this.#retire(connection, home, replaced, restored.generation)];
      await insertLive(connection, restored);
      return { result: restored, retired, events: [{ type: 'OBJECT_FINALIZE', object: restored, time }] };
    });
  }

  /** What a lifecycle rule does to one generation, if it is still there. */
  async settle(bucket: string, object: StoredObject, outcome: { readonly delete: true } | { readonly storageClass: string }): Promise<void> {
    await this.#change(bucket, async (connection, home) => {
      const among = object.softDeleteTime === undefined ? 'versions' : 'softDeleted';
      const current = await findGeneration(connection, bucket, object.name, object.generation, among);
      if (current === undefined) return { result: undefined };
      const time = this.#deps.clock.now();
      if ('delete' in outcome) {
        if (current.softDeleteTime === undefined) return { result: undefined, retired: [await retireObject(connection, current, { bucket: home, clock: this.#deps.clock })] };
        await removeGeneration(connection, current);
        return { result: undefined, freed: [current] };
      }
      const next: StoredObject = { ...current, ...outcome, timeStorageClassUpdated: time, updated: time, metageneration: String(BigInt(current.metageneration) + 1n) };
      await rewriteGeneration(connection, next);
      return { result: undefined, events: [{ type: 'OBJECT_METADATA_UPDATE', object: next, time }] };
    });
  }

  #retire(connection: DuckDBConnection, bucket: StoredBucket, object: StoredObject, overwrittenBy: string): Promise<Retired> {
    return retireObject(connection, object, { bucket, clock: this.#deps.clock, overwrittenBy });
  }

  async #require(connection: DuckDBConnection, bucket: string, name: string, generation: string | undefined, among: Generations = 'versions'): Promise<StoredObject> {
    const found = generation === undefined ? await findLive(connection, bucket, name) : await findGeneration(connection, bucket, name, generation, among);
    if (found === undefined || (found.hardDeleteTime !== undefined && Date.parse(found.hardDeleteTime) <= this.#deps.clock.millis())) throw noSuchObject(bucket, generation === undefined ? name : `${name}#${generation}`);
    return found;
  }

  /** One transaction on a bucket; then bytes that nobody needs go, and what happened is told. */
  async #change<T>(name: string, work: (connection: DuckDBConnection, bucket: StoredBucket) => Promise<Changed<T>>): Promise<T> {
    const { engine, buckets, blobs, onEvent } = this.#deps;
    return buckets.lock(name, async () => {
      const { result, retired = [], events = [], freed = [] } = await engine.transaction(async (connection) => work(connection, await requireBucket(connection, name)));
      for (const gone of [...retired.flatMap((one) => one.freed ?? []), ...freed]) await blobs.discard(gone.blob);
      for (const event of [...retired.map((one) => one.event), ...events]) onEvent(event);
      return result;
    });
  }
}

interface Changed<T> {
  readonly result: T;
  readonly retired?: readonly Retired[];
  readonly events?: readonly ObjectEvent[];
  /** Bytes that go without anybody being told. */
  readonly freed?: readonly StoredObject[];
}
