import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * `objects` has the live objects, `archive` the generations that no longer are (noncurrent or soft-deleted). No keys are declared: DuckDB would refuse
 * to replace a row under its key within one transaction. The bucket's lock keeps names unique.
 */
export async function createStorageTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE SCHEMA IF NOT EXISTS gcs;
    CREATE TABLE IF NOT EXISTS gcs.buckets (name TEXT NOT NULL, project TEXT NOT NULL, resource TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS gcs.objects (bucket TEXT NOT NULL, name TEXT NOT NULL, generation BIGINT NOT NULL, blob TEXT NOT NULL, resource TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS gcs.archive (bucket TEXT NOT NULL, name TEXT NOT NULL, generation BIGINT NOT NULL, blob TEXT NOT NULL, resource TEXT NOT NULL, soft_deleted BOOLEAN NOT NULL);
    CREATE TABLE IF NOT EXISTS gcs.uploads (id TEXT NOT NULL, created BIGINT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS gcs.notifications (bucket TEXT NOT NULL, id TEXT NOT NULL, resource TEXT NOT NULL);
  `);
}
