// Plans a push and then pushes: node push.js before|after|refused 2021-04-03
import { DwhPushError, createDwhClient, formatPlan } from '@bm/dwh-push';

import { prices as after } from './contract-after.js';
import { prices as before } from './contract-before.js';
import { prices as refused } from './contract-refused.js';

const [contract, partitionDate] = process.argv.slice(2);
const schema = { before, after, refused }[contract];
const options = { source: new URL('data/prices_{yyyymmdd}.csv', import.meta.url), table: 'example.prices', partitionDate, schema, logger: 'silent' };

const client = createDwhClient();
try {
  const plan = await client.planPush(options);
  console.log(formatPlan(plan));
  if (plan.errors.length > 0) {
    process.exitCode = 1;
  } else {
    const { outcome, rowsLoaded } = await client.pushDataset(options);
    console.log(`${outcome}: ${rowsLoaded} rows`);
  }
} catch (error) {
  if (!DwhPushError.isInstance(error)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = 1;
} finally {
  await client.close();
}
