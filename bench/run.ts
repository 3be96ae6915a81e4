// npm run bench [-- --mb 200 --rounds 3 --memory 0.2,1,3]: what a push and the local warehouse cost, beside yardsticks of the same run. --memory names the sizes, in GB, at which peak memory is measured.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { importTime } from './import-time.ts';
import { localWarehouse } from './local-warehouse.ts';
import type { Measured } from './measured.ts';
import { sourceBlock } from './sources/bench-source.ts';
import { BENCH_SOURCES } from './sources/bench-sources.ts';
import { speed } from './speed.ts';
import { startWarehouse } from './warehouse.ts';

const { values } = parseArgs({ options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' }, memory: { type: 'string', default: '0.2,1,3' } } });
const options = { bytes: Number(values.mb) * 1e6, rounds: Number(values.rounds) };
const sizes = values.memory.split(',').filter((size) => size !== '');

const warehouse = await startWarehouse();
try {
  for (const source of BENCH_SOURCES) console.table(await speed(warehouse, source, options));
  for (const size of sizes) {
    for (const source of BENCH_SOURCES) {
      const { name } = source;
      // Made here: making rows takes memory too, and it is not the push's.
      const block = join(warehouse.directory, `${name}.block`);
      await writeFile(block, sourceBlock(source, 1_000_000));
      const { peakMB, ms } = await warehouse.measure<Measured>('memory', name, block, String(Number(size) * 1e9));
      console.log(`${name}, a stream of ${size} GB: peak ${peakMB.toFixed(0)} MB, ${(ms / 1000 / Number(size)).toFixed(1)} s per GB`);
    }
  }
  const { first, next } = await warehouse.measure<{ readonly first: number; readonly next: number }>('requests');
  console.log(`a push of one record: ${first} requests where the table is made, ${next} where it is there`);
  for (const line of await localWarehouse(warehouse, options.rounds)) console.log(line);
  console.log(await importTime());
} finally {
  await warehouse.close();
}
