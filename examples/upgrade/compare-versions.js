// Pushes the same days with two versions of the library, and says what differs: node compare-versions.js [@bm/dwh-push] [dwh-push-next]
import { isDeepStrictEqual } from 'node:util';

import { startLocalWarehouse } from '@bm/dwh-local';

const [current = '@bm/dwh-push', next = current] = process.argv.slice(2);
const [before, after] = [await landed(await import(current)), await landed(await import(next))];
if (isDeepStrictEqual(before, after)) {
  console.log(`${current} and ${next} land the same ${before.rows.length} rows in the same columns`);
} else {
  console.log(JSON.stringify({ before, after }, undefined, 2));
  process.exitCode = 1;
}

/** What the team's pushes leave in a warehouse of their own, with one version of the library. */
async function landed({ createDwhClient, defineDataset }) {
  const warehouse = await startLocalWarehouse();
  const client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint, grpcEndpoint: warehouse.grpcEndpoint });
  try {
    const { prices } = await import('./contract-before.js');
    // A contract belongs to the version that made it; its schema is zod's, and belongs to none.
    const schema = defineDataset({ schema: prices.schema, owner: 'shop-example' });
    await client.pushDataset({ source: new URL('data/prices_{yyyymmdd}.csv', import.meta.url), table: 'example.prices', partitionDate: '2021-04-03', schema, logger: 'silent' });
    const bigQuery = await client.bigQuery();
    const [rows] = await bigQuery.query('SELECT _PARTITIONDATE AS day, sku, price FROM example.prices ORDER BY 1, 2');
    const [{ schema: columns }] = await bigQuery.dataset('example').table('prices').getMetadata();
    return { rows, columns };
  } finally {
    await client.close();
    await warehouse.close();
  }
}
