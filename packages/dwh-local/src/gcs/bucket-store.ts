import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows, type Engine } from '../engine/engine.js';
import { ApiError } from '../http/api-error.js';
import { noSuchBucket } from './refusals.js';
import type { StoredBucket } from './stored.js';

interface Row {
  readonly resource: string;
}

export class BucketStore {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Runs `work` while nobody else changes the bucket or what is in it. */
  lock<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#engine.lock(`gcs.bucket:${name}`, work);
  }

  /** @throws ApiError 404 notFound */
  async get(name: string): Promise<StoredBucket> {
    return this.#engine.withConnection((connection) => requireBucket(connection, name));
  }

  /** Of all projects. */
  async all(): Promise<StoredBucket[]> {
    const found = await this.#engine.withConnection((connection) => rows<Row>(connection, 'SELECT resource FROM gcs.buckets ORDER BY name'));
    return found.map((row) => JSON.parse(row.resource) as StoredBucket);
  }

  /** Sorted by name. */
  async list(project: string): Promise<StoredBucket[]> {
    const found = await this.#engine.withConnection((connection) => rows<Row>(connection, 'SELECT resource FROM gcs.buckets WHERE project = $project ORDER BY name', { project }));
    return found.map((row) => JSON.parse(row.resource) as StoredBucket);
  }

  /** @throws ApiError 409 conflict where the name is taken. */
  async insert(bucket: StoredBucket): Promise<StoredBucket> {
    return this.lock(bucket.name, () =>
      this.#engine.transaction(async (connection) => {
        if ((await findBucket(connection, bucket.name)) !== undefined) throw new ApiError(409, 'conflict', 'Your previous request to create the named bucket succeeded and you already own it.');
        await connection.run('INSERT INTO gcs.buckets VALUES ($name, $project, $resource)', { name: bucket.name, project: bucket.project, resource: JSON.stringify(bucket) });
        return bucket;
      }),
    );
  }

  /** Replaces the bucket by what `change` makes of it. @throws ApiError 404 notFound, and what `change` throws. */
  async update(name: string, change: (current: StoredBucket) => StoredBucket): Promise<StoredBucket> {
    return this.lock(name, () =>
      this.#engine.transaction(async (connection) => {
        const current = await requireBucket(connection, name);
        const next = change(current);
        await connection.run('UPDATE gcs.buckets SET resource = $resource WHERE name = $name', { name, resource: JSON.stringify(next) });
        return next;
      }),
    );
  }

  /** Returns the blobs of soft-deleted objects, which go with it. @throws ApiError 404 notFound; 409 conflict where objects are in it. */
  async delete(name: string, check: (current: StoredBucket) => void): Promise<string[]> {
    return this.lock(name, () =>
      this.#engine.transaction(async (connection) => {
        check(await requireBucket(connection, name));
        const content = await firstRow(connection, 'SELECT 1 FROM gcs.objects WHERE bucket = $name UNION ALL SELECT 1 FROM gcs.archive WHERE bucket = $name AND NOT soft_deleted LIMIT 1', { name });
        if (content !== undefined) throw new ApiError(409, 'conflict', 'The bucket you tried to delete is not empty.');
        const buried = await rows<{ blob: string }>(connection, 'SELECT blob FROM gcs.archive WHERE bucket = $name', { name });
        await connection.run('DELETE FROM gcs.archive WHERE bucket = $name', { name });
        await connection.run('DELETE FROM gcs.notifications WHERE bucket = $name', { name });
        await connection.run('DELETE FROM gcs.buckets WHERE name = $name', { name });
        return buried.map((row) => row.blob);
      }),
    );
  }
}

export async function findBucket(connection: DuckDBConnection, name: string): Promise<StoredBucket | undefined> {
  const row = await firstRow<Row>(connection, 'SELECT resource FROM gcs.buckets WHERE name = $name', { name });
  return row === undefined ? undefined : (JSON.parse(row.resource) as StoredBucket);
}

/** @throws ApiError 404 notFound */
export async function requireBucket(connection: DuckDBConnection, name: string): Promise<StoredBucket> {
  const bucket = await findBucket(connection, name);
  if (bucket === undefined) throw noSuchBucket();
  return bucket;
}
