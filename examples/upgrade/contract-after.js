import { defineDataset } from '@bm/dwh-push';
import * as z from 'zod';

export const prices = defineDataset({
  description: 'Prices of the day, a row per article.',
  owner: 'shop-example',
  version: '1.1.0',
  schema: z.object({
    sku: z.string().min(1),
    price: z.number(),
    // Nullable: rows of earlier days have none, and whoever reads the table goes on reading it.
    currency: z.enum(['EUR', 'USD']).nullable().describe('ISO 4217; NULL before 2021-04-04'),
  }),
});
