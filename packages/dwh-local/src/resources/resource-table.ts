import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows } from '../engine/engine.js';
import { notFound } from '../grpc/grpc-error.js';

/** Something with a resource name. */
export interface Named {
  /** `projects/p/locations/l/...`, with the project's id. */
  readonly name: string;
}

/** No primary key: uniqueness is kept by the services' locks, as for BigQuery's tables. */
export async function createResourceTable(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS resources; CREATE TABLE IF NOT EXISTS resources.named (kind VARCHAR NOT NULL, name VARCHAR NOT NULL, resource VARCHAR NOT NULL)');
}

interface Row {
  readonly resource: string;
}

/** All resources of one kind, kept as JSON under their names. */
export class ResourceTable<Resource extends Named> {
  readonly #kind: string;

  constructor(kind: string) {
    this.#kind = kind;
  }

  async find(connection: DuckDBConnection, name: string): Promise<Resource | undefined> {
    const row = await firstRow<Row>(connection, 'SELECT resource FROM resources.named WHERE kind = $kind AND name = $name', { kind: this.#kind, name });
    return row === undefined ? undefined : (JSON.parse(row.resource) as Resource);
  }

  /** @throws GrpcError NOT_FOUND */
  async get(connection: DuckDBConnection, name: string): Promise<Resource> {
    const found = await this.find(connection, name);
    if (found === undefined) throw notFound(name);
    return found;
  }

  /** Writes it, whether there was one or not. Inside a transaction, and under the service's lock. */
  async put(connection: DuckDBConnection, resource: Resource): Promise<void> {
    await this.remove(connection, resource.name);
    await connection.run('INSERT INTO resources.named VALUES ($kind, $name, $resource)', { kind: this.#kind, name: resource.name, resource: JSON.stringify(resource) });
  }

  async remove(connection: DuckDBConnection, name: string): Promise<void> {
    await connection.run('DELETE FROM resources.named WHERE kind = $kind AND name = $name', { kind: this.#kind, name });
  }

  /** Those whose names start with `prefix`, by name. */
  async list(connection: DuckDBConnection, prefix: string): Promise<Resource[]> {
    const found = await rows<Row>(connection, 'SELECT resource FROM resources.named WHERE kind = $kind AND starts_with(name, $prefix) ORDER BY name', { kind: this.#kind, prefix });
    return found.map((row) => JSON.parse(row.resource) as Resource);
  }
}
