import { createServer } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { PushOptions } from '@bm/dwh-push';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string().nullable() });
const body = 'a,b\n1,x\n2,y\n';
const to = (source: string | URL): PushOptions => ({ source, table: 'sources.target', partitionDate: '2021-04-03', schema });

let before: unknown;
beforeAll(async () => {
  await warehouse.push(to(await warehouse.file('a,b\n7,old\n')));
  before = await warehouse.snapshot('sources');
});

/** Every failure has to leave readers, and the staging bucket, with what was there. */
async function fails(source: string | URL) {
  const error = await warehouse.failure(to(source));
  expect(error.committed).toBe('no');
  expect(error.receipt).toMatchObject({ outcome: 'failed', errorCode: error.code, committed: 'no' });
  expect(await warehouse.snapshot('sources')).toEqual(before);
  expect(await warehouse.staged()).toEqual([]);
  return error;
}

describe('a file', () => {
  it.each([
    ['that is missing', async () => join(tmpdir(), 'there-is-no-such-file.csv'), 'SOURCE_NOT_FOUND', 'source'],
    ['that is a directory', () => mkdtemp(join(tmpdir(), 'dwh-push-test-')), 'SOURCE_UNREADABLE', 'source'],
    ['that is empty', () => warehouse.file(''), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['with a column too few', () => warehouse.file('a\n1\n'), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['with a column too many', () => warehouse.file('a,b,c\n1,x,y\n'), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['with a column twice', () => warehouse.file('a,b,b\n1,x,y\n'), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['without a header', () => warehouse.file('1,x\n2,y\n'), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['whose header has an open quote', () => warehouse.file('a,"b\n1,x\n'), 'DECODE_HEADER_MISMATCH', 'decode'],
    ['with a value of the wrong type', () => warehouse.file('a,b\n1,x\n2.5,y\n'), 'DATA_REJECTED', 'validate'],
    ['with an unclosed quote', () => warehouse.file('a,b\n1,"x\n2,y\n'), 'DATA_REJECTED', 'decode'],
    ['with bytes that are not UTF-8', () => warehouse.file(Buffer.from([...Buffer.from('a,b\n1,'), 0xe9, 0x0a])), 'DATA_REJECTED', 'decode'],
    ['that is gzip', () => warehouse.file(Buffer.from([0x1f, 0x8b, 8, 0])), 'DECODE_UNSUPPORTED', 'decode'],
    ['with a header and nothing else', () => warehouse.file('a,b\n'), 'DATA_EMPTY', 'validate'],
  ])('%s fails the push and changes nothing', async (_, make, code, step) => {
    expect(await fails(await make())).toMatchObject({ code, step });
  });

  it('names the record, the byte, the column and the rule, and never the value', async () => {
    const error = await fails(await warehouse.file('a,b\n1,x\nhidden-value,y\n3,z\nalso-hidden,z\n'));
    expect(error.message).toMatch(/^2 records of .+ do not keep the contract; the first is record 2 \(byte 8\), column "a", rule "integer"\.$/);
    expect(error.rejects).toEqual({ total: 2, listed: [{ record: 2, byteOffset: 8, column: 'a', rule: 'integer' }, { record: 4, byteOffset: 27, column: 'a', rule: 'integer' }] });
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('hidden');
  });

  it('lists at most twenty rejects and counts them all', async () => {
    const error = await fails(await warehouse.file(`a,b\n${'x,y\n'.repeat(5000)}`));
    expect(error.rejects?.total).toBe(5000);
    expect(error.rejects?.listed).toHaveLength(20);
  });

  it('that is wrong leaves no dataset behind where there was none', async () => {
    const error = await warehouse.failure({ ...to(await warehouse.file('a\n1\n')), table: 'never_made.target' });
    expect(error.code).toBe('DECODE_HEADER_MISMATCH');
    const [datasets] = await (await warehouse.client.bigQuery()).getDatasets();
    expect(datasets.map(({ id }) => id)).not.toContain('never_made');
  });

  it('may be given as a file URL', async () => {
    const source = pathToFileURL(await warehouse.file('a,b\n7,old\n'));
    expect(await warehouse.push(to(source))).toMatchObject({ rowsLoaded: 1 });
  });
});

describe('a URL', () => {
  it('is fetched, with or without a stated length', async () => {
    await using server = await serve((request, response) => {
      if (request.url?.startsWith('/length')) response.setHeader('content-length', Buffer.byteLength(body));
      response.write(body.slice(0, 7));
      response.end(body.slice(7));
    });
    for (const path of ['/length.csv', '/chunked.csv?token=hidden']) {
      const receipt = await warehouse.push({ ...to(server.url(path)), table: 'elsewhere.target' });
      expect(receipt).toMatchObject({ rowsLoaded: 2, sourceBytes: Buffer.byteLength(body) });
      expect(receipt.source).not.toContain('hidden');
    }
  });

  it.each([
    [404, 'SOURCE_NOT_FOUND'],
    [410, 'SOURCE_NOT_FOUND'],
    [403, 'SOURCE_FORBIDDEN'],
    [401, 'SOURCE_FORBIDDEN'],
    [400, 'SOURCE_UNREADABLE'],
  ])('that answers %i fails the push at once', async (status, code) => {
    let requests = 0;
    await using server = await serve((_, response) => {
      requests += 1;
      response.writeHead(status).end('no');
    });
    expect(await fails(`${server.url('/x.csv')}?key=hidden`)).toMatchObject({ code, step: 'source' });
    expect(requests).toBe(1);
  });

  it('that is busy is asked again', async () => {
    let requests = 0;
    await using server = await serve((_, response) => {
      requests += 1;
      if (requests < 3) response.writeHead(503).end();
      else response.end(body);
    });
    expect(await warehouse.push({ ...to(server.url('/x.csv')), table: 'elsewhere.busy' })).toMatchObject({ rowsLoaded: 2 });
    expect(requests).toBe(3);
  });

  it.each(['with a stated length', 'in chunks'])('whose connection breaks mid-way, %s, fails the push', async (how) => {
    await using server = await serve((_, response) => {
      if (how === 'with a stated length') response.setHeader('content-length', 1000);
      response.write(body, () => response.destroy());
    });
    expect(await fails(server.url('/x.csv'))).toMatchObject({ code: 'SOURCE_INTERRUPTED', retryable: true });
  });

  it('whose end could not be told from a break is refused', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end(`HTTP/1.0 200 OK\r\ncontent-type: text/csv\r\n\r\n${body}`)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      expect(await fails(`http://127.0.0.1:${(server.address() as { port: number }).port}/x.csv`)).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    } finally {
      server.close();
    }
  });

  it('that sends compressed bytes all the same is refused', async () => {
    await using server = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(Buffer.from('H4sIAAAAAAAAAwMAAAAAAAAAAAA=', 'base64')));
    expect(await fails(server.url('/x.csv'))).toMatchObject({ code: 'DECODE_UNSUPPORTED' });
  });
});

describe('aborting', () => {
  it('while the source is read changes nothing', async () => {
    const abort = new AbortController();
    await using server = await serve((_, response) => {
      response.write(body, () => abort.abort());
    });
    const error = await warehouse.failure({ ...to(server.url('/slow.csv')), signal: abort.signal });
    expect(error).toMatchObject({ code: 'ABORTED', committed: 'no' });
    expect(await warehouse.snapshot('sources')).toEqual(before);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('before the push begins does not even open the source', async () => {
    expect(await warehouse.failure({ ...to('/there/is/no/such/file'), signal: AbortSignal.abort() })).toMatchObject({ code: 'ABORTED', step: 'source' });
  });

  it('after the commit tells that readers see the new rows', async () => {
    const abort = new AbortController();
    const options = { ...to(await warehouse.file(body)), table: 'elsewhere.aborted' };
    const error = await warehouse.failure({ ...options, signal: abort.signal, onProgress: ({ step }) => void (step === 'register' && abort.abort()) });
    expect(error).toMatchObject({ code: 'ABORTED', step: 'register', committed: 'yes', receipt: { rowsLoaded: 2, committed: 'yes' } });
    expect(await warehouse.query('SELECT COUNT(*) AS n FROM elsewhere.aborted')).toEqual([{ n: 2 }]);
    expect(await warehouse.push(options)).toMatchObject({ outcome: 'unchanged' });
  });
});
