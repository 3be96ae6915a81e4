import type { DuckDBConnection } from '@duckdb/node-api';

import type { Caller } from '../../iam/caller.js';
import { ApiError } from '../../http/api-error.js';
import { SqlError, TableNotFoundError } from '../../sql/sql-error.js';
import { translate } from '../../sql/translate.js';
import { isDefinition, type QueryParameters, type TableRef, type TableScan } from '../../sql/translation-context.js';
import type { Translation } from '../../sql/translation.js';
import type { ExternalTables } from '../external/external-tables.js';
import type { SourceSpec } from '../load/source-spec.js';
import { notFound } from '../refusals.js';
import { USER_EMAIL } from '../service.js';
import { findDataset } from '../store/dataset-record.js';
import { Snapshot } from '../store/snapshot.js';
import { StatementAccess } from './statement-access.js';
import { resolveTable } from './resolve-table.js';

export interface QueryScope {
  readonly project: string;
  readonly location: string;
  readonly defaultDataset?: { readonly project: string; readonly dataset: string };
  readonly parameters?: QueryParameters;
  readonly definitions?: ReadonlyMap<string, SourceSpec>;
  readonly externals?: ExternalTables;
  /** Who must be allowed to run it; nobody is asked without. */
  readonly caller?: Caller;
  /** Is told of each table that the statement names. */
  readonly onNamed?: (ref: TableRef) => void;
  /** The query becomes a view, which reads nothing yet. */
  readonly definesView?: true;
  /** What else reads the tables in the same transaction. */
  readonly snapshot?: Snapshot;
}

/**
 * A statement in DuckDB's terms, its names resolved on `connection` (so inside the caller's transaction where there is one).
 * @throws ApiError 400 invalidQuery, 404 for a table that does not exist, 403 for what the caller may not do.
 */
export async function translateQuery(connection: DuckDBConnection, sql: string, scope: QueryScope): Promise<Translation> {
  const access = scope.caller === undefined || scope.caller.unrestricted ? undefined : new StatementAccess(connection, scope.caller);
  const { snapshot = new Snapshot(connection) } = scope;
  try {
    const translation = await translate(sql, {
      defaultProject: scope.project,
      location: scope.location,
      sessionUser: scope.caller?.email ?? USER_EMAIL,
      ...(scope.defaultDataset === undefined ? {} : { defaultDataset: scope.defaultDataset }),
      ...(scope.parameters === undefined ? {} : { parameters: scope.parameters }),
      ...(scope.definitions === undefined ? {} : { definitions: new Set(scope.definitions.keys()) }),
      ...(access === undefined ? {} : { scanned: (scan: TableScan) => void access.scans.push(scan) }),
      lookup: (ref) => {
        if (!isDefinition(ref)) scope.onNamed?.(ref);
        return resolveTable(snapshot, ref, scope);
      },
    });
    await access?.require(translation, scope.definesView === true);
    return translation;
  } catch (error) {
    if (error instanceof SqlError) await access?.requireNamed();
    if (error instanceof SqlError) throw new ApiError(400, error.reason, error.message, { location: error.location, locationType: 'parameter' });
    if (error instanceof TableNotFoundError) await access?.requireMissing(error.table);
    if (error instanceof TableNotFoundError) throw (await missingDataset(connection, error.table, scope.location)) ?? new ApiError(404, error.reason, error.message);
    throw error;
  }
}

/** The service names the dataset where that is what is missing. `table` is `project:dataset.table`. */
async function missingDataset(connection: DuckDBConnection, table: string, location: string): Promise<ApiError | undefined> {
  const [, project = '', dataset = ''] = /^(.*):([^.]*)\./.exec(table) ?? [];
  const found = await findDataset(connection, { project, dataset });
  if (found !== undefined && found.location.toLowerCase() === location.toLowerCase()) return undefined;
  return notFound(`Dataset ${project}:${dataset} was not found in location ${location}`);
}
