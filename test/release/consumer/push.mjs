import { pushDataset } from '@bm/dwh-push';
import * as z from 'zod';

const receipt = await pushDataset({ source: [{ sku: 'a' }, { sku: 'b' }], table: 'shop.products', partitionDate: '2021-04-03', schema: z.object({ sku: z.string() }), logger: 'silent' });
console.log(receipt.outcome, receipt.rowsLoaded);
