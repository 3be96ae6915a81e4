// Pushes the team's days into a warehouse of their own, and prints what they leave there, as JSON: node land.js
import { startLocalWarehouse } from '@bm/dwh-local';
import { createDwhClient } from '@bm/dwh-push';

import { prices as after } from './contract-after.js';
import { prices as before } from './contract-before.js';

const warehouse = await startLocalWarehouse();
const client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint, grpcEndpoint: warehouse.grpcEndpoint });
try {
  const push = { source: new URL('data/prices_{yyyymmdd}.csv', import.meta.url), table: 'example.prices', logger: 'silent' };
  await client.pushDataset({ ...push, partitionDate: '2021-04-03', schema: before });
  await client.pushDataset({ ...push, partitionDate: '2021-04-04', schema: after });
  const bigQuery = await client.bigQuery();
  const [rows] = await bigQuery.query('SELECT CAST(_PARTITIONDATE AS STRING) AS day, sku, price, currency FROM example.prices ORDER BY 1, 2');
  const [{ schema }] = await bigQuery.dataset('example').table('prices').getMetadata();
  console.log(JSON.stringify({ rows, columns: schema.fields }));
} finally {
  await client.close();
  await warehouse.close();
}
