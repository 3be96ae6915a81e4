// A process of its own: pushes a file, prints how long it took up to its staged objects, and the peak memory. Arguments: source, path.
import { createDwhClient } from '@bm/dwh-push';

import { catalog } from '../sources/catalog.ts';
import { events } from '../sources/events.ts';

const [name, path] = process.argv.slice(2) as [string, string];
const schema = (name === 'catalog' ? catalog : events).schema;
const client = createDwhClient();
let stagingSince = 0;
let stagedAfter = 0;
const receipt = await client.pushDataset({
  source: path,
  table: `bench.${name}`,
  schema,
  logger: 'silent',
  onProgress({ step }) {
    if (step === 'source') stagingSince = performance.now();
    if (step === 'load') stagedAfter ||= performance.now() - stagingSince;
  },
});
process.stdout.write(JSON.stringify({ ms: stagedAfter, peakMB: process.resourceUsage().maxRSS / 1024, rows: receipt.rowsLoaded, loadMs: receipt.durationsMs.load }));
