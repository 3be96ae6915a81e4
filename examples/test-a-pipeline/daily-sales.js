import { defineDataset } from '@bm/dwh-push';
import * as z from 'zod';

const dailySales = defineDataset({
  description: 'Pieces sold on a day, a row per article.',
  owner: 'shop-example',
  schema: z.object({ sku: z.string().min(1), pieces: z.int().min(0) }),
});

/** Sums the orders of a day and replaces that day in `shop.daily_sales`. @param client - of createDwhClient() */
export async function pushDailySales(client, day) {
  const bigQuery = await client.bigQuery();
  const [rows] = await bigQuery.query({
    query: 'SELECT sku, SUM(pieces) AS pieces FROM shop.orders WHERE ordered_on = @day AND NOT cancelled GROUP BY sku ORDER BY sku',
    params: { day: bigQuery.date(day) },
  });
  return client.pushDataset({ source: rows, table: 'shop.daily_sales', partitionDate: day, schema: dailySales, logger: 'silent' });
}
