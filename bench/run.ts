// npm run bench [-- --mb 200 --rounds 3 --memory 0.2,2]: what a push costs, each figure beside a yardstick of the same run. Sizes of --memory are gigabytes.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { importTime } from './figures/import-time.ts';
import { memory } from './figures/memory.ts';
import { requests } from './figures/requests.ts';
import { throughput } from './figures/throughput.ts';
import { startWarehouse } from './run/warehouse.ts';
import { sources } from './sources/sources.ts';

const { values } = parseArgs({ options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' }, memory: { type: 'string', default: '0.2,2' } } });
const [bytes, rounds] = [Number(values.mb) * 1e6, Number(values.rounds)];
const sizes = values.memory.split(',').filter((size) => size !== '').map(Number);
const directory = await mkdtemp(join(tmpdir(), 'dwh-bench-'));
const warehouse = await startWarehouse(join(directory, 'warehouse'));
try {
  console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, shared with the local warehouse that receives.`);
  for (const source of Object.values(sources)) console.table([await throughput(warehouse, source, directory, bytes, rounds)]);
  for (const source of Object.values(sources)) for (const size of sizes) console.table([await memory(warehouse, source, size)]);
  console.table([await requests(warehouse)]);
  console.table([await importTime(3 * rounds)]);
} finally {
  await warehouse.stop();
  await rm(directory, { recursive: true, force: true });
}
