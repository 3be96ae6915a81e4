// A process of its own, the yardstick: the same push as it is usually written, with csv-parse, zod for each row and newline-delimited JSON, up to the uploaded object. Arguments: source, path.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { createDwhClient } from '@bm/dwh-push';
import { parse } from 'csv-parse';
import { z } from 'zod';

import { benchSource } from '../sources/bench-sources.ts';
import { measured } from '../measured.ts';

const [name, path] = process.argv.slice(2) as [string, string];
const { schema } = benchSource(name);
const client = createDwhClient();
const bucket = (await client.storage()).bucket(client.config.stagingBucket);
const kinds = Object.entries(schema.shape).map(([column, type]) => [column, z.toJSONSchema(type as z.ZodType, { unrepresentable: 'any' })] as const);
const readers = kinds.map(([column, json]) => [column, readerOf(JSON.stringify(json), schema.shape[column] as z.ZodType)] as const);

function readerOf(json: string, type: z.ZodType): (text: string) => unknown {
  const read = type.safeParse(1n).success ? BigInt : /"boolean"/.test(json) ? (text: string) => text === 'true' : /"(integer|number)"/.test(json) ? Number : (text: string) => text;
  return type.safeParse(null).success ? (text) => (text === '' ? null : read(text)) : read;
}

async function* lines(records: AsyncIterable<Record<string, string>>): AsyncGenerator<string> {
  for await (const record of records) {
    const row = schema.parse(Object.fromEntries(readers.map(([column, read]) => [column, read(record[column] as string)])));
    yield `${JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`;
  }
}

const file = bucket.file(`bench/${name}.ndjson`);
const result = measured();
await pipeline(createReadStream(path), parse({ columns: true }), lines, file.createWriteStream());
process.stdout.write(JSON.stringify(result()));
await file.delete();
