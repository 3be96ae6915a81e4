import type { DwhClient } from '@bm/dwh-push';

/** What a day's partition holds. */
export interface DayState {
  readonly rows: number;
  /** A hash over all rows, whatever their order: other content, other fingerprint. 32 hexadecimal digits. */
  readonly fingerprint: string;
}

/** Asks the warehouse what a day of `catalog_inc_raw` holds. For days of a size that fits one aggregated string. */
export async function dayState(client: DwhClient, date: string): Promise<DayState> {
  const bigQuery = await client.bigQuery();
  const [rows] = await bigQuery.query({
    query: `
      SELECT COUNT(*) AS row_count, TO_HEX(MD5(STRING_AGG(row_text, '\\n' ORDER BY row_text))) AS fingerprint
      FROM (SELECT TO_JSON_STRING(day) AS row_text FROM backmarket.catalog_inc_raw AS day WHERE _PARTITIONDATE = @date)`,
    params: { date: bigQuery.date(date) },
    types: { date: 'DATE' },
  });
  const [state] = rows as [{ row_count: number; fingerprint: string }];
  return { rows: state.row_count, fingerprint: state.fingerprint };
}
