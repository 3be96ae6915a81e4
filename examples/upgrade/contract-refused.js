import { defineDataset } from '@bm/dwh-push';
import * as z from 'zod';

/** What would break readers: a price that is a text now, and a column that every old row lacks. */
export const prices = defineDataset({
  description: 'Prices of the day, a row per article.',
  owner: 'shop-example',
  version: '2.0.0',
  schema: z.object({ sku: z.string().min(1), price: z.string(), currency: z.enum(['EUR', 'USD']) }),
});
