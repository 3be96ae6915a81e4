import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { Projects } from '../resources/project-number.js';
import type { Arrivals } from './arrivals.js';

/** What the catalog stands on. */
export interface CatalogDeps {
  readonly engine: Engine;
  readonly projects: Projects;
  /** When the entries of new tables arrive. */
  readonly arrivals: Arrivals;
}

/** Runs `work` in a transaction, while nobody else changes the catalog. */
export function change<T>({ engine }: CatalogDeps, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return engine.lock('dataplex', () => engine.transaction(work));
}
