import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { Projects } from '../resources/project-number.js';

/** What the service stands on. */
export interface MonitoringDeps {
  readonly engine: Engine;
  readonly projects: Projects;
}

/** Runs `work` in a transaction, while nobody else changes metrics. */
export function changeMetrics<T>({ engine }: MonitoringDeps, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return engine.lock('monitoring', () => engine.transaction(work));
}
