import type { DuckDBConnection } from '@duckdb/node-api';

import type { Projects } from '../resources/project-number.js';
import { policyTags } from './stored.js';

/** Whether there is such a policy tag, for BigQuery's columns. */
export async function policyTagExists(projects: Projects, connection: DuckDBConnection, name: string): Promise<boolean> {
  return (await policyTags.find(connection, await projects.canonicalName(connection, name))) !== undefined;
}
