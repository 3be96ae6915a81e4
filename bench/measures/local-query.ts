// What small queries of the local warehouse take, in milliseconds, one after the other, through Google's client.
import { createDwhClient } from '@bm/dwh-push';

const COUNT = 100;

await using client = createDwhClient();
const bigQuery = await client.bigQuery();
await bigQuery.createDataset('bench_query');
await bigQuery.query('CREATE TABLE bench_query.t AS SELECT n, CAST(n AS STRING) AS text FROM UNNEST(GENERATE_ARRAY(1, 1000)) AS n');
const medians: Record<string, number> = {};
for (const query of ['SELECT 1', 'SELECT text, COUNT(*) AS n FROM bench_query.t GROUP BY text ORDER BY text LIMIT 10']) {
  const times: number[] = [];
  for (let run = 0; run < COUNT; run += 1) {
    const began = performance.now();
    await bigQuery.query(query);
    times.push(performance.now() - began);
  }
  medians[query] = times.toSorted((a, b) => a - b)[COUNT / 2] as number;
}
await bigQuery.dataset('bench_query').delete({ force: true });
console.log(JSON.stringify(medians));
