import type { DuckDBConnection } from '@duckdb/node-api';

import { parseName } from '../resources/location-name.js';
import type { Projects } from '../resources/project-number.js';

export interface EntryName {
  /** `projects/{id}/locations/{location}/entryGroups/{group}/entries/{id}`, with projects' ids. */
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly id: string;
  /** An entry that the warehouse makes itself. */
  readonly isSystem: boolean;
}

const PATTERN = 'projects/{project}/locations/{location}/entryGroups/{group}/entries/{entry=**}';

/** @throws GrpcError INVALID_ARGUMENT */
export async function parseEntryName(projects: Projects, connection: DuckDBConnection, name: string): Promise<EntryName> {
  const { project = '', location = '', group: groupId = '', entry = '' } = parseName(name, PATTERN);
  const group = `projects/${await projects.idOf(connection, project)}/locations/${location}/entryGroups/${groupId}`;
  const isSystem = groupId === '@bigquery';
  const [, inner, rest] = /^bigquery\.googleapis\.com\/projects\/([^/]+)(\/.*)$/.exec(entry) ?? [];
  const id = isSystem && inner !== undefined ? `bigquery.googleapis.com/projects/${await projects.idOf(connection, inner)}${rest}` : entry;
  return { name: `${group}/entries/${id}`, group, location, id, isSystem };
}
