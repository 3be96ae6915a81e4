import { defineDataset, DwhPushError, pushDataset, type PushOptions, type PushReceipt } from '@bm/dwh-push';
import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import * as z from 'zod';

const products = defineDataset({ description: 'Products', owner: 'shop@example.com', schema: z.object({ sku: z.string(), price: z.number().nullable() }), partitioning: { type: 'day' } });

const warehouse: LocalWarehouse = await startLocalWarehouse();
Object.assign(process.env, warehouse.env);
const options: PushOptions = { source: [{ sku: 'a', price: 1 }], table: 'shop.prices', partitionDate: '2021-04-03', schema: products, logger: 'silent' };
const receipt: PushReceipt = await pushDataset(options);
console.log(receipt.outcome, receipt.rowsLoaded);

// @ts-expect-error A row is what the contract says.
const wrong = pushDataset({ source: [{ sku: 1, price: null }], table: 'shop.prices', partitionDate: '2021-04-03', schema: products, logger: 'silent' });
const refused: unknown = await wrong.catch((error: unknown) => error);
console.log(refused instanceof DwhPushError ? refused.code : refused);
await warehouse.close();
