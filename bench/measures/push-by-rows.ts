// A process of its own: what a push's first half is without this package, written with csv-parse, zod per row and newline-delimited JSON into one object. Arguments: source, path.
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { createDwhClient } from '@bm/dwh-push';
import { parse } from 'csv-parse';

import { sources } from '../sources/sources.ts';

const [name, path] = process.argv.slice(2) as [keyof typeof sources, string];
const { rowSchema } = sources[name];
const client = createDwhClient();
const file = (await client.storage()).bucket(client.config.stagingBucket).file(`bench/${name}.ndjson`);
const cpu = process.cpuUsage();
const began = performance.now();
const toLines = new Transform({
  writableObjectMode: true,
  transform(row, _encoding, done) {
    done(null, `${JSON.stringify(rowSchema.parse(row))}\n`);
  },
});
await pipeline(createReadStream(path), parse({ columns: true }), toLines, file.createWriteStream({ resumable: false, contentType: 'application/json' }));
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
await file.delete();
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 }));
