// A process of its own: counts the requests of a push of one record into a table that is there.
import diagnostics from 'node:diagnostics_channel';

import { createDwhClient } from '@bm/dwh-push';
import { z } from 'zod';

let requests = 0;
for (const channel of ['http.client.request.start', 'undici:request:create']) diagnostics.subscribe(channel, () => (requests += 1));
const client = createDwhClient();
const push = (value: string) => client.pushDataset({ source: Buffer.from(`value\n${value}\n`), format: 'csv', table: 'bench.small', schema: z.object({ value: z.string() }), logger: 'silent' });
await push('first');
const before = requests;
await push('second');
process.stdout.write(JSON.stringify({ first: before, next: requests - before }));
