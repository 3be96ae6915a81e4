import push = require('@bm/dwh-push');
import local = require('@bm/dwh-local');
import z = require('zod');

const options: push.PushOptions = { source: 'products.csv', table: 'shop.products', schema: z.object({ sku: z.string() }), allowEmpty: true };

async function run(): Promise<number> {
  const warehouse: local.LocalWarehouse = await local.startLocalWarehouse({ port: 0 });
  try {
    return (await push.pushDataset(options)).rowsLoaded;
  } finally {
    await warehouse.close();
  }
}

export = { run };
