import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { DwhPushError, type PushOptions } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const content = 'a,b\n1,x\n2,y\n';
const to = (source: PushOptions['source'], options: Partial<PushOptions> = {}): PushOptions => ({ source, table: 'given.t', partitionDate: '2021-04-03', schema, ...options });
const web = (...chunks: unknown[]) => new ReadableStream<Uint8Array>({ start: (controller) => (chunks.forEach((chunk) => controller.enqueue(chunk as Uint8Array)), controller.close()) });

async function rows() {
  return (await warehouse.query('SELECT a, b FROM given.t ORDER BY a')).map(({ a, b }) => `${a}${b}`).join();
}

describe('a header line that a likely mistake explains', () => {
  it.each([
    ['another delimiter', 'a;b\n1;x\n', { csv: { delimiter: ',' } }, '{ csv: { delimiter: ";" } }'],
    ['a tab', 'a\tb\n1\tx\n', { format: 'csv' }, '{ csv: { delimiter: "\\t" } }'],
    ['another case', 'A,B\n1,x\n', { format: 'csv' }, 'only in their case'],
  ] as const)('is refused with a hint: %s', async (_, text, options, hint) => {
    expect(await warehouse.failure(to(Buffer.from(text), options))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH', message: expect.stringContaining(hint) });
  });
});

describe('bytes that the caller holds', () => {
  it.each<[string, () => PushOptions['source'] | Promise<PushOptions['source']>, string]>([
    ['a Buffer', () => Buffer.from(content), 'bytes'],
    ['a Uint8Array within a larger one', () => new Uint8Array(Buffer.from(`##${content}##`)).subarray(2, 2 + content.length), 'bytes'],
    ['a Readable', () => Readable.from([Buffer.from(content.slice(0, 5)), Buffer.from(content.slice(5))], { objectMode: false }), 'stream'],
    ['a stream of a file', async () => createReadStream(await warehouse.file(content)), 'stream'],
    ['a web stream', () => web(Buffer.from(content)), 'stream'],
    ['the body of a response', () => new Response(content).body as ReadableStream<Uint8Array>, 'stream'],
  ])('may be %s', async (_, make, name) => {
    await warehouse.push(to(Buffer.from('a,b\n7,old\n')));
    expect(await warehouse.push(to(await make()))).toMatchObject({ rowsLoaded: 2, sourceBytes: content.length, source: name });
    expect(await rows()).toBe('1x,2y');
  });

  it.each<[string, () => PushOptions['source'], string]>([
    ['that fails', () => Readable.from((async function* () { yield Buffer.from(content); throw new Error('hidden'); })(), { objectMode: false }), 'SOURCE_INTERRUPTED'],
    ['that failed before it was read', () => createReadStream('/there/is/no/such/file'), 'SOURCE_INTERRUPTED'],
    ['that yields text', () => web('a,b\n'), 'SOURCE_UNREADABLE'],
    ['that is cut short', () => { const stream = new PassThrough(); stream.write(content, () => stream.destroy()); return stream; }, 'SOURCE_INTERRUPTED'],
  ])('a stream %s fails the push', async (_, make, code) => {
    const error = await warehouse.failure(to(make()));
    expect(error).toMatchObject({ code, committed: 'no' });
    expect(error.message).not.toContain('hidden');
  });

  it('a stream is let go of when the push fails', async () => {
    // More than a batch, and no end.
    const start = Buffer.from(`wrong,header\n${'1,x\n'.repeat(500_000)}`);
    const stream = new PassThrough();
    stream.write(start);
    expect(await warehouse.failure(to(stream, { format: 'csv' }))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH' });
    expect(stream.destroyed).toBe(true);
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(start), cancel: () => void (cancelled = true) });
    expect(await warehouse.failure(to(source, { format: 'csv' }))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH' });
    expect(cancelled).toBe(true);
  });

  it.each<[string, () => PushOptions['source'] & { readonly destroyed?: boolean }]>([
    ['a Readable', () => new PassThrough()],
    ['a web stream', () => new ReadableStream<Uint8Array>()],
  ])('aborting ends waiting for %s', async (_, make) => {
    const abort = new AbortController();
    const pushing = warehouse.failure(to(make(), { signal: abort.signal, onProgress: ({ step }) => void (step === 'decode' && setImmediate(() => abort.abort())) }));
    expect(await pushing).toMatchObject({ code: 'ABORTED', committed: 'no' });
  });

  it('that cannot be read are refused', async () => {
    const { body } = new Response('x');
    body?.getReader();
    const consumed = Readable.from(['x'], { objectMode: false });
    consumed.read();
    for (const source of [new PassThrough({ encoding: 'utf8' }), new PassThrough().destroy(), body, 3, {}, null]) {
      const error = await warehouse.failure(to(source as never));
      expect(error).toMatchObject({ code: 'OPTIONS_INVALID' });
      expect(error.message).toContain('source: ');
    }
  });
});

describe('format and compression', () => {
  const tsv = 'a\tb\n1\tx\n2\ty\n';
  it.each<[string, string, string | Buffer, Partial<PushOptions>]>([
    ['the name', 'x.tsv', tsv, {}],
    ['the name, compressed', 'X.CSV.GZ', gzipSync(content), {}],
    ['the name, compressed otherwise', 'x.csv.zst', zstdCompressSync(content), {}],
    ['the option', 'x.dat', tsv, { format: 'tsv' }],
    ['the option against the name', 'y.csv', tsv, { format: 'tsv' }],
    ['the option of compression against the name', 'z.csv', gzipSync(content), { compression: 'gzip' }],
    ['the option that it is not compressed', 'z.csv.gz', content, { compression: 'none' }],
    ['the header line', 'data', content, {}],
    ['the header line, in any order', 'data.txt', '\ufeff"b",a\r\nx,1\r\ny,2\r\n', {}],
    ['the header line of a TSV', 'data', tsv, {}],
    ['the content, compressed', 'data', zstdCompressSync(tsv), {}],
    ['options of CSV', 'data', 'a;b\n1;x\n2;y\n', { csv: { delimiter: ';' } }],
    ['options of CSV without a header', 'data', "1|'x'\n2|y", { csv: { delimiter: '|', quote: "'", header: false } }],
  ])('are known from %s', async (_, name, bytes, options) => {
    await warehouse.push(to(Buffer.from('a,b\n7,old\n')));
    const receipt = await warehouse.push(to(await warehouse.file(bytes, name), options));
    expect(receipt).toMatchObject({ rowsLoaded: 2, sourceBytes: Buffer.byteLength(bytes) });
    expect(await rows()).toBe('1x,2y');
  });

  it.each<[string, string, string | Buffer, Partial<PushOptions>, string]>([
    ['a name that says gzip, and content that is not', 'x.csv.gz', content, {}, 'gzip by its name'],
    ['a name that says CSV, and content that is gzip', 'x.csv', gzipSync(content), {}, 'gzip by its content'],
    ['an option that says zstd, and content that is gzip', 'x.csv.gz', gzipSync(content), { compression: 'zstd' }, 'zstd by the option'],
    ['an option that says none, and content that is gzip', 'x.csv.gz', gzipSync(content), { compression: 'none' }, 'not compressed by the option'],
    ['gzip in gzip', 'x.csv.gz', gzipSync(gzipSync(content)), {}, 'holds gzip'],
    ['a zip', 'x.csv', 'PK\u0003\u0004', {}, 'holds zip'],
    ['UTF-16', 'x.csv', Buffer.from(`\ufeff${content}`, 'utf16le'), {}, 'UTF-16'],
    ['a name that says CSV, and content that is Parquet', 'x.csv', 'PAR1....PAR1', {}, 'holds Parquet'],
    ['a name that says Parquet, and content that is not', 'x.parquet', content, {}, 'does not begin like that'],
    ['what begins like Parquet and is none', 'x.parquet', 'PAR1....PAR1', {}, 'cannot be read as Parquet'],
    ['a name and a first line that tell nothing', 'data', '1,x\n2,y\n', {}, 'say it with the option format'],
    ['a first line with one name more', 'data', 'a,b,c\n', {}, 'say it with the option format'],
    ['JSON, which may be an array', 'x.json', '[]', {}, 'say it with the option format'],
    ['nothing', 'data', '', {}, 'say it with the option format'],
    ['options of CSV for NDJSON', 'x.ndjson', '{}\n', { csv: { header: false } }, 'the option csv is given'],
    ['the mark of UTF-8 in latin1', 'x.csv', `\ufeff${content}`, { csv: { encoding: 'latin1' } }, 'latin1'],
  ])('refuses %s', async (_, name, bytes, options, part) => {
    const error = await warehouse.failure(to(await warehouse.file(bytes, name), options));
    expect(error).toMatchObject({ code: 'DECODE_UNSUPPORTED', step: 'decode', committed: 'no' });
    expect(error.message).toContain(part);
  });

  it.each([
    ['text/csv; charset=utf-8', content],
    ['Text/Tab-Separated-Values', tsv],
  ])('are known from the type that a server gives: %s', async (type, body) => {
    await using server = await serve((_, response) => response.setHeader('content-type', type).end(body));
    expect(await warehouse.push(to(server.url('/download?id=7')))).toMatchObject({ rowsLoaded: 2 });
    const error = await warehouse.failure(to(server.url('/download'), { table: 'given.never', schema: z.object({ c: z.string() }) }));
    expect(error.code).toBe('DECODE_HEADER_MISMATCH');
  });

  it('damage is told: the end is missing, a checksum does not agree, something follows', async () => {
    const packed = gzipSync(content);
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 6] = (damaged.at(-6) as number) ^ 1;
    for (const [bytes, code] of [[packed.subarray(0, -4), 'SOURCE_INTERRUPTED'], [damaged, 'DECODE_CORRUPT'], [Buffer.concat([packed, Buffer.from('x,y\n')]), 'DECODE_CORRUPT'], [Buffer.alloc(0), 'SOURCE_INTERRUPTED']] as const) {
      expect(await warehouse.failure(to(bytes, { compression: 'gzip', format: 'csv' }))).toMatchObject({ code, committed: 'no' });
    }
    expect(await warehouse.staged()).toEqual([]);
  });

  it('latin1 is UTF-8 in the warehouse, and byte offsets are those of the file', async () => {
    const file = (text: string) => Buffer.from(text, 'latin1');
    expect(await warehouse.push(to(file('a,b\n1,\xe9\xe8\n2,"\xfc,""\x80"\n'), { csv: { encoding: 'latin1' } }))).toMatchObject({ rowsLoaded: 2 });
    expect(await rows()).toBe('1\u00e9\u00e8,2\u00fc,"\u0080');
    const error = await warehouse.failure(to(file('a,b\n1,\xe9\xe8\nno,x\n'), { csv: { encoding: 'latin1' } }));
    expect(error.rejects?.listed).toEqual([{ record: 2, byteOffset: 9, column: 'a', rule: 'integer' }]);
  });

  it('places in a compressed file are those of what it decompresses to', async () => {
    const error = await warehouse.failure(to(gzipSync(`a,b\n${'1,x\n'.repeat(100_000)}no,x\n`)));
    expect(error.rejects?.listed).toEqual([{ record: 100_001, byteOffset: 400_004, column: 'a', rule: 'integer' }]);
    expect(DwhPushError.isInstance(error)).toBe(true);
  });
});
