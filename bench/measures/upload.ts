// A process of its own: uploads a file with the Cloud Storage client's defaults, prints how long that took. Arguments: source, path.
import { createDwhClient } from '@bm/dwh-push';

const [name, path] = process.argv.slice(2) as [string, string];
const client = createDwhClient();
const bucket = (await client.storage()).bucket(client.config.stagingBucket);
const began = performance.now();
await bucket.upload(path, { destination: `bench/${name}.csv` });
const ms = performance.now() - began;
await bucket.file(`bench/${name}.csv`).delete();
process.stdout.write(JSON.stringify({ ms, peakMB: process.resourceUsage().maxRSS / 1024 }));
