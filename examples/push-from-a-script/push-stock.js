// Pushes the stock of one day: node push-stock.js 2021-04-03
import { DwhPushError, defineDataset, pushDataset } from '@bm/dwh-push';
import * as z from 'zod';

const stock = defineDataset({
  description: 'What is in stock at the end of a day, a row per article.',
  owner: 'warehouse-example',
  schema: z.object({
    sku: z.string().min(1).describe('Stock keeping unit'),
    pieces: z.int().min(0).describe('Pieces in stock'),
    shelf: z.string().nullable().describe('Where they are, where we know'),
  }),
});

try {
  const receipt = await pushDataset({
    source: new URL('data/stock_{yyyymmdd}.csv', import.meta.url),
    table: 'example.stock',
    partitionDate: process.argv[2],
    schema: stock,
  });
  console.log(`${receipt.rowsLoaded} rows in ${receipt.table}, partition ${receipt.partition}`);
} catch (error) {
  if (!DwhPushError.isInstance(error)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = 1;
}
