import type { DwhClient } from '@bm/dwh-push';

/** What a team's views show: a row count per set of data. */
export interface TeamCounts {
  readonly team: string;
  readonly full: number;
  /** Day to row count; a day without rows is absent. */
  readonly days: ReadonlyMap<string, number>;
}

/** Counts what the views `<team>.catalog_raw<suffix>` and `<team>.catalog_inc_raw<suffix>` show. */
export async function teamCounts(client: DwhClient, team: string, suffix: string): Promise<TeamCounts> {
  const bigQuery = await client.bigQuery();
  const [[full]] = (await bigQuery.query(`SELECT COUNT(*) AS products FROM ${team}.catalog_raw${suffix}`)) as unknown as [[{ products: number }]];
  const [days] = (await bigQuery.query(`
    SELECT CAST(partition_date AS STRING) AS day, COUNT(*) AS products
    FROM ${team}.catalog_inc_raw${suffix}
    GROUP BY day
    ORDER BY day`)) as unknown as [{ day: string; products: number }[]];
  return { team, full: full.products, days: new Map(days.map(({ day, products }) => [day, products])) };
}
