import { defineDataset } from '@bm/dwh-push';
import * as z from 'zod';

export const prices = defineDataset({
  description: 'Prices of the day, a row per article.',
  owner: 'shop-example',
  version: '1.0.0',
  schema: z.object({ sku: z.string().min(1), price: z.number() }),
});
