import type { DwhClient } from '@bm/dwh-push';

import { productCatalog } from '../product-catalog.contract.js';

/** What a day's partition holds. */
export interface DayState {
  readonly rows: number;
  /** A hash over all rows, whatever their order: other content, other fingerprint. 32 hexadecimal digits. */
  readonly fingerprint: string;
}

/** As JSON a NULL and the text "null" differ, and no value can run into the next. */
const ROW_TEXT = Object.keys(productCatalog.shape).map((column) => `TO_JSON_STRING(${column})`).join(" || ',' || ");

/** Asks the warehouse what a day of `catalog_inc_raw` holds. For days of a size that fits one aggregated string. */
export async function dayState(client: DwhClient, date: string): Promise<DayState> {
  const bigQuery = await client.bigQuery();
  const [rows] = await bigQuery.query({
    query: `
      SELECT COUNT(*) AS row_count, TO_HEX(MD5(STRING_AGG(row_text, '\\n' ORDER BY row_text))) AS fingerprint
      FROM (SELECT ${ROW_TEXT} AS row_text FROM backmarket.catalog_inc_raw WHERE _PARTITIONDATE = @date)`,
    params: { date: bigQuery.date(date) },
  });
  const [state] = rows as [{ row_count: number; fingerprint: string }];
  return { rows: state.row_count, fingerprint: state.fingerprint };
}
