import { defineDataset } from '@bm/dwh-push';
import * as z from 'zod';

export const stock = defineDataset({
  description: 'What is in stock at the end of a day, a row per article.',
  owner: 'warehouse-example',
  schema: z.object({
    sku: z.string().min(1).describe('Stock keeping unit'),
    pieces: z.int().min(0).describe('Pieces in stock'),
  }),
});
