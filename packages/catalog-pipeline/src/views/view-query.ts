import { productCatalog } from '../product-catalog.contract.js';
import type { TeamView } from './team-view.js';

/** The table that the views read. */
export interface RawTable {
  readonly project: string;
  readonly dataset: string;
  readonly table: 'catalog_raw' | 'catalog_inc_raw';
}

/**
 * The GoogleSQL of a team's view over a raw table. The columns are named one by one, so that a column that the raw table gains later
 * does not reach a team unseen. Over the daily table the view also has `partition_date`, so that a team can ask for one day,
 * and pays for that day only.
 */
export function viewQuery({ rows }: TeamView, { project, dataset, table }: RawTable): string {
  const columns = [...Object.keys(productCatalog.shape), ...(table === 'catalog_inc_raw' ? ['_PARTITIONDATE AS partition_date'] : [])];
  return `SELECT ${columns.join(', ')}\nFROM \`${project}.${dataset}.${table}\`\nWHERE ${rows}`;
}
