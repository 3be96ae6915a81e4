// A process of its own: pushes three rows, prints how many HTTP requests that took. Argument: anything; other text makes other content, `again` repeats `first`.
import { subscribe } from 'node:diagnostics_channel';

import { createDwhClient } from '@bm/dwh-push';
import { z } from 'zod';

let requests = 0;
for (const channel of ['http.client.request.start', 'undici:request:create']) subscribe(channel, () => (requests += 1));

const [kind] = process.argv.slice(2) as [string];
const source = Buffer.from(`id,name\n1,a\n2,b\n3,${kind === 'again' ? 'first' : kind}\n`);
const client = createDwhClient();
await client.pushDataset({ source, format: 'csv', table: 'bench.small', partitionDate: '2021-04-03', schema: z.object({ id: z.int(), name: z.string() }), logger: 'silent' });
process.stdout.write(JSON.stringify({ requests }));
