// A process of its own: uploads a file with the Cloud Storage client's defaults, prints how long that took. Arguments: source, path.
import { createDwhClient } from '@bm/dwh-push';

const [name, path] = process.argv.slice(2) as [string, string];
const client = createDwhClient();
const bucket = (await client.storage()).bucket(client.config.stagingBucket);
const cpu = process.cpuUsage();
const began = performance.now();
await bucket.upload(path, { destination: `bench/${name}.csv` });
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
await bucket.file(`bench/${name}.csv`).delete();
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 }));
