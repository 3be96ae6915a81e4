import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { Projects } from '../resources/project-number.js';
import type { IamBinding } from './stored.js';

/** What the service stands on. */
export interface PolicyTagDeps {
  readonly engine: Engine;
  readonly projects: Projects;
  /** Told of the policy that a taxonomy or tag was given, for those who decide who may do what. */
  readonly onPolicy: (name: string, bindings: readonly IamBinding[]) => Promise<void>;
  /** Takes tags off the columns that have them. Inside the caller's transaction, and with the tables' locks held by `withTaggedTables`. */
  readonly untagColumns: (connection: DuckDBConnection, tags: ReadonlySet<string>) => Promise<void>;
  /** Runs `work` while nobody else changes the tables that have one of these tags. */
  readonly withTaggedTables: (tags: ReadonlySet<string>, work: () => Promise<void>) => Promise<void>;
}

/** Runs `work` in a transaction, while nobody else changes taxonomies, tags or their policies. */
export function change<T>({ engine }: PolicyTagDeps, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  return engine.lock('datacatalog', () => engine.transaction(work));
}
