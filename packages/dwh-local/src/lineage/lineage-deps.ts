import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { Projects } from '../resources/project-number.js';
import { requests } from './stored.js';

/** What the service stands on. */
export interface LineageDeps {
  readonly engine: Engine;
  readonly projects: Projects;
}

/** Runs `work` in a transaction, while nobody else changes lineage. */
export function changeLineage<T>({ engine }: LineageDeps, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return engine.lock('lineage', () => engine.transaction(work));
}

/** The same, once per request id under a parent: a repetition gets the first answer. */
export function changeOnce(deps: LineageDeps, parent: string, requestId: string, work: (connection: DuckDBConnection) => Promise<object>): Promise<object> {
  return changeLineage(deps, async (connection) => {
    const name = `${await deps.projects.canonicalName(connection, parent)}#${requestId}`;
    const before = requestId === '' ? undefined : await requests.find(connection, name);
    if (before !== undefined) return before.answer;
    const answer = await work(connection);
    if (requestId !== '') await requests.put(connection, { name, answer });
    return answer;
  });
}
