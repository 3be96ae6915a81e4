// A process of its own: pushes a file, prints how long it took up to its staged objects, and the peak memory. Arguments: source, path.
import { createDwhClient } from '@bm/dwh-push';

import { sources } from '../sources/sources.ts';

const [name, path] = process.argv.slice(2) as [keyof typeof sources, string];
const client = createDwhClient();
let stagingSince = 0;
let stagedAfter = 0;
let cpu = process.cpuUsage();
const receipt = await client.pushDataset({
  source: path,
  table: `bench.${name}`,
  schema: sources[name].schema,
  logger: 'silent',
  onProgress({ step }) {
    if (step === 'source' && stagingSince === 0) {
      stagingSince = performance.now();
      cpu = process.cpuUsage();
    }
    if (step !== 'load' || stagedAfter > 0) return;
    stagedAfter = performance.now() - stagingSince;
    cpu = process.cpuUsage(cpu);
  },
});
process.stdout.write(JSON.stringify({ ms: stagedAfter, cpuMs: (cpu.user + cpu.system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024, loadMs: receipt.durationsMs.load }));
