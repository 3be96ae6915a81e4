// What a load of a file into the local warehouse takes, beside DuckDB's own CREATE TABLE AS SELECT of the same file with the same columns.
import { rm } from 'node:fs/promises';

import { createDwhClient } from '@bm/dwh-push';
import { DuckDBInstance } from '@duckdb/node-api';

const [, , path = '', rounds = '1'] = process.argv;
const COLUMNS = [
  ['id', 'INTEGER', 'BIGINT'],
  ['at', 'TIMESTAMP', 'TIMESTAMPTZ'],
  ['day', 'DATE', 'DATE'],
  ['user_id', 'STRING', 'VARCHAR'],
  ['amount', 'NUMERIC', 'DECIMAL(38,9)'],
  ['paid', 'BOOLEAN', 'BOOLEAN'],
  ['kind', 'STRING', 'VARCHAR'],
  ['pieces', 'INTEGER', 'BIGINT'],
  ['place', 'INTEGER', 'BIGINT'],
  ['score', 'FLOAT', 'DOUBLE'],
] as const;
const fields = COLUMNS.map(([name, type]) => ({ name, type }));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function createTableAsSelect(): Promise<number> {
  const database = `${path}.duckdb`;
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  const columns = COLUMNS.map(([name, , type]) => `'${name}': '${type}'`).join(', ');
  const ms = await timed(() => connection.run(`CREATE TABLE events AS SELECT * FROM read_csv('${path}', header = true, columns = {${columns}})`));
  connection.closeSync();
  instance.closeSync();
  await Promise.all([rm(database), rm(`${database}.wal`, { force: true })]);
  return ms;
}

await using client = createDwhClient();
const [bigQuery, storage] = [await client.bigQuery(), await client.storage()];
await bigQuery.createDataset('bench_local');
const object = storage.bucket(client.config.stagingBucket).file('bench/events.csv');
await storage.bucket(client.config.stagingBucket).upload(path, { destination: object.name, resumable: false, validation: false });
const options = { sourceFormat: 'CSV', skipLeadingRows: 1, schema: { fields } };
const results: { readonly ctas: number; readonly gs: number; readonly wire: number }[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const ctas = await createTableAsSelect();
  const gs = await timed(() => bigQuery.dataset('bench_local').table(`gs_${round}`).load(object, options));
  const wire = await timed(() => bigQuery.dataset('bench_local').table(`wire_${round}`).load(path, options));
  results.push({ ctas, gs, wire });
}
await object.delete();
await bigQuery.dataset('bench_local').delete({ force: true });
console.log(JSON.stringify(results));
