import type { DuckDBConnection } from '@duckdb/node-api';

/** Where rows live: one DuckDB table per BigQuery table, by a generated name. */
export const DATA_SCHEMA = 'bq_data';

/**
 * The metadata tables. No primary keys: uniqueness is kept by the locks, and DuckDB's indexes cannot see a row deleted and inserted again
 * in one transaction.
 */
const STATEMENTS = [
  'CREATE SCHEMA IF NOT EXISTS bq',
  `CREATE SCHEMA IF NOT EXISTS ${DATA_SCHEMA}`,
  'CREATE TABLE IF NOT EXISTS bq.datasets (project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, resource VARCHAR NOT NULL)',
  'CREATE TABLE IF NOT EXISTS bq.tables (project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, table_id VARCHAR NOT NULL, resource VARCHAR NOT NULL)',
  `CREATE TABLE IF NOT EXISTS bq.partitions (storage VARCHAR NOT NULL, partition_id VARCHAR NOT NULL, total_rows BIGINT NOT NULL,
    total_bytes BIGINT NOT NULL, modified TIMESTAMPTZ NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS bq.jobs (project VARCHAR NOT NULL, location VARCHAR NOT NULL, job_id VARCHAR NOT NULL, created BIGINT NOT NULL,
    state VARCHAR NOT NULL, request_id VARCHAR, resource VARCHAR NOT NULL)`,
];

export async function createMetadataTables(connection: DuckDBConnection): Promise<void> {
  for (const statement of STATEMENTS) await connection.run(statement);
}
