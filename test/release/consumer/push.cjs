const { pushDataset, DwhPushError } = require('@bm/dwh-push');
const { startLocalWarehouse } = require('@bm/dwh-local');
const z = require('zod');

async function main() {
  const warehouse = await startLocalWarehouse();
  Object.assign(process.env, { DWH_ENDPOINT: warehouse.endpoint });
  const push = { source: [{ sku: 'a' }], table: 'shop.stock', partitionDate: '2021-04-03', schema: z.object({ sku: z.string() }), logger: 'silent' };
  const receipt = await pushDataset(push);
  const refused = await pushDataset({ ...push, source: [{ sku: 1 }] }).catch((error) => error);
  console.log(receipt.outcome, receipt.rowsLoaded, refused instanceof DwhPushError, refused.constructor.name, refused.code);
  await warehouse.close();
}

main();
