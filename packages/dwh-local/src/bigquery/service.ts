import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import type { StagedFiles } from '../gcs/staged-files.js';
import type { WrittenObjects } from '../gcs/written-objects.js';
import type { AccessControl } from '../iam/access-control.js';
import { EVERYBODY } from '../iam/caller.js';
import type { DatasetLocations } from './datasets/dataset-locations.js';
import type { DatasetRef, TableRef } from './resource-names.js';

/** What the service stands on. */
export interface BigQueryDeps {
  readonly engine: Engine;
  readonly stagedFiles: StagedFiles;
  readonly writtenObjects: WrittenObjects;
  readonly access: AccessControl;
  /** For files that a running job or an upload needs; made when `start` is awaited, with nothing in it of what a killed process left. */
  readonly workFolder: string;
  /** The location of datasets that name none. */
  readonly location: string;
  readonly datasetLocations: DatasetLocations;
  readonly project: string;
  /** This server's own URL, for links in answers. It is known only once the server listens. */
  readonly origin: () => string;
  /** Whether there is such a policy tag (its resource name) for a column. */
  readonly policyTagExists: (connection: DuckDBConnection, name: string) => Promise<boolean>;
}

/** The user that jobs are run by where there are no identities. */
export const USER_EMAIL = EVERYBODY.email;

/** Runs `work` while nobody else creates, changes or deletes this dataset or creates a table in it. Taken before a table's lock, never after. */
export function lockDataset<T>(engine: Engine, ref: DatasetRef, work: () => Promise<T>): Promise<T> {
  return engine.lock(`bigquery.dataset:${ref.project}:${ref.dataset}`, work);
}

/** Runs `work` while nobody else changes this table or its rows. */
export function lockTable<T>(engine: Engine, ref: TableRef, work: () => Promise<T>): Promise<T> {
  return engine.lock(`bigquery.table:${ref.project}:${ref.dataset}.${ref.table}`, work);
}
