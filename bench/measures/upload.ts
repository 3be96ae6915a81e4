// A process of its own, the yardstick: uploads a file with the Cloud Storage client's defaults. Arguments: source, path.
import { createDwhClient } from '@bm/dwh-push';

import { measured } from '../measured.ts';

const [name, path] = process.argv.slice(2) as [string, string];
const client = createDwhClient();
const bucket = (await client.storage()).bucket(client.config.stagingBucket);
const result = measured();
await bucket.upload(path, { destination: `bench/${name}.csv` });
process.stdout.write(JSON.stringify(result()));
await bucket.file(`bench/${name}.csv`).delete();
