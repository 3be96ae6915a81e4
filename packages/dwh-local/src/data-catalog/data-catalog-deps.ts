import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { Projects } from '../resources/project-number.js';

export const DATA_CATALOG = 'google.cloud.datacatalog.v1.DataCatalog';

/** What the service stands on. */
export interface DataCatalogDeps {
  readonly engine: Engine;
  readonly projects: Projects;
}

/** Runs `work` in a transaction, while nobody else changes tags or templates. */
export function change<T>({ engine }: DataCatalogDeps, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return engine.lock('datacatalog.tags', () => engine.transaction(work));
}
