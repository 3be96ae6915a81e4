import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows } from '../engine/engine.js';
import type { StoredObject } from './stored.js';

interface Row {
  readonly resource: string;
}

/** Which generations are meant: the live ones, those and the noncurrent ones, or the soft-deleted ones. */
export type Generations = 'live' | 'versions' | 'softDeleted';

const SOURCES: Readonly<Record<Generations, string>> = {
  live: 'gcs.objects',
  versions: '(SELECT bucket, name, generation, resource FROM gcs.objects UNION ALL SELECT bucket, name, generation, resource FROM gcs.archive WHERE NOT soft_deleted)',
  softDeleted: '(SELECT bucket, name, generation, resource FROM gcs.archive WHERE soft_deleted)',
};

export async function findLive(connection: DuckDBConnection, bucket: string, name: string): Promise<StoredObject | undefined> {
  const row = await firstRow<Row>(connection, 'SELECT resource FROM gcs.objects WHERE bucket = $bucket AND name = $name', { bucket, name });
  return row === undefined ? undefined : parse(row);
}

export async function findGeneration(connection: DuckDBConnection, bucket: string, name: string, generation: string, among: Generations): Promise<StoredObject | undefined> {
  const row = await firstRow<Row>(connection, `SELECT resource FROM ${SOURCES[among]} WHERE bucket = $bucket AND name = $name AND generation = $generation`, { bucket, name, generation: BigInt(generation) });
  return row === undefined ? undefined : parse(row);
}

export interface PageStart {
  /** Inclusive. */
  readonly name: string;
  /** Generations of that very name from here on. */
  readonly generation?: string;
}

/** Up to `limit` of a bucket's objects from `from` on, before `end` where that is not empty, by name and then generation. */
export async function readPage(connection: DuckDBConnection, among: Generations, bucket: string, prefix: string, from: PageStart, end: string, limit: number): Promise<StoredObject[]> {
  const found = await rows<Row>(
    connection,
    `SELECT resource FROM ${SOURCES[among]} WHERE bucket = $bucket AND starts_with(name, $prefix) AND (name > $from OR (name = $from AND generation >= $generation)) AND ($end = '' OR name < $end) ORDER BY name, generation LIMIT ${limit}`,
    { bucket, prefix, from: from.name, generation: BigInt(from.generation ?? '0'), end },
  );
  return found.map(parse);
}

/** All of a bucket's objects whose names start with `prefix`, by name. */
export async function readAll(connection: DuckDBConnection, among: Generations, bucket: string, prefix: string): Promise<StoredObject[]> {
  return (await rows<Row>(connection, `SELECT resource FROM ${SOURCES[among]} WHERE bucket = $bucket AND starts_with(name, $prefix) ORDER BY name, generation`, { bucket, prefix })).map(parse);
}

export async function insertLive(connection: DuckDBConnection, object: StoredObject): Promise<void> {
  const { bucket, name, generation, blob } = object;
  await connection.run('INSERT INTO gcs.objects VALUES ($bucket, $name, $generation, $blob, $resource)', { bucket, name, generation: BigInt(generation), blob, resource: JSON.stringify(object) });
}

export async function insertArchived(connection: DuckDBConnection, object: StoredObject): Promise<void> {
  const { bucket, name, generation, blob, softDeleteTime } = object;
  await connection.run('INSERT INTO gcs.archive VALUES ($bucket, $name, $generation, $blob, $resource, $softDeleted)', { bucket, name, generation: BigInt(generation), blob, resource: JSON.stringify(object), softDeleted: softDeleteTime !== undefined });
}

/** Wherever it is. */
export async function removeGeneration(connection: DuckDBConnection, { bucket, name, generation }: StoredObject): Promise<void> {
  const key = { bucket, name, generation: BigInt(generation) };
  for (const table of ['gcs.objects', 'gcs.archive']) await connection.run(`DELETE FROM ${table} WHERE bucket = $bucket AND name = $name AND generation = $generation`, key);
}

export async function rewriteGeneration(connection: DuckDBConnection, object: StoredObject): Promise<void> {
  const key = { bucket: object.bucket, name: object.name, generation: BigInt(object.generation), resource: JSON.stringify(object) };
  for (const table of ['gcs.objects', 'gcs.archive']) await connection.run(`UPDATE ${table} SET resource = $resource WHERE bucket = $bucket AND name = $name AND generation = $generation`, key);
}

function parse(row: Row): StoredObject {
  return JSON.parse(row.resource) as StoredObject;
}
