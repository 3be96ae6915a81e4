import { warehouse } from './warehouse.js';

/** A path of BigQuery's API below the project. */
export async function inProject(...segments: readonly string[]): Promise<string> {
  const { project } = await warehouse();
  return ['/bigquery/v2/projects', ...[project, ...segments].map(encodeURIComponent)].join('/');
}
