import { connect } from 'node:net';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  await fetch(`${warehouse.endpoint}/bigquery/v2/projects/bm-local/datasets`, { method: 'POST', body: JSON.stringify({ datasetReference: { datasetId: 'd' } }) });
});
afterAll(() => warehouse.close());

const PATIENCE_MS = 5_000;

/** Sends pieces, ends or vanishes, and reads until the connection is over. */
function send(endpoint: string, pieces: readonly Buffer[], leave: 'end' | 'destroy'): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint.includes('://') ? endpoint : `http://${endpoint}`);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const alarm = setTimeout(() => reject(new Error('The connection hangs.')), PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A reset is an answer too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(alarm);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    for (const piece of pieces) socket.write(piece);
    if (leave === 'end') socket.end();
    else socket.once('connect', () => setImmediate(() => socket.destroy()));
  });
}

async function isWell(): Promise<void> {
  expect((await fetch(`${warehouse.endpoint}/_dwh/health`)).status).toBe(200);
}

const METHOD = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'G\0T');
const SEGMENT = fc.oneof(fc.constantFrom('bigquery', 'v2', 'projects', 'bm-local', 'datasets', 'd', 'tables', 't$20210403', 'data', 'jobs', 'queries', 'storage', 'v1', 'b', 'o', 'upload', '%zz', '%ff', '%00', '..', '', '%2f', '$discovery', 'bm-local-dwh-staging'), fc.string({ unit: 'binary', maxLength: 8 }));
const QUERY = fc.constantFrom('', '?', '?uploadType=media&name=x', '?uploadType=resumable', '?uploadType=multipart', '?maxResults=-1', '?maxResults=1e99', '?pageToken=%ff', '?upload_id=x', '?a=%zz&&&=', '?alt=media');
const HEADER = fc.oneof(
  fc.constantFrom('Content-Length: 5', 'Content-Length: 99999999999999999999', 'Content-Length: 3', 'Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked', 'Content-Encoding: gzip', 'Content-Range: bytes 0-4/5', 'Content-Range: bytes */*', 'Content-Range: bytes 9-1/2', 'Content-Type: multipart/related; boundary=x', 'Content-Type: multipart/related', 'Range: bytes=9-1', 'Range: bytes=-0', 'Expect: 100-continue', 'Upgrade: websocket', 'Authorization: \x01', 'If-Match: ', 'x-goog-hash: crc32c=!!'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const BODY = fc.oneof(fc.constantFrom('', '{', '[]', 'null', '{"a":"\\ud800"}', '\xff\xfe{}', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', 'ffffffffffffffff\r\nx', '--x\r\n\r\n{}\r\n--x\r\n\r\nbody\r\n--x--', '--x--', '{"configuration":{"load":null}}', '{"query":"SELECT"}'), fc.string({ unit: 'binary', maxLength: 40 }));
const REQUEST = fc.record({ method: METHOD, path: fc.array(SEGMENT, { maxLength: 9 }), query: QUERY, headers: fc.array(HEADER, { maxLength: 4 }), body: BODY }).map(({ method, path, query, headers, body }) => Buffer.from(`${method} /${path.join('/')}${query} HTTP/1.1\r\nHost: localhost\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${body}`, 'latin1'));
const BYTES = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const LEAVE = fc.constantFrom('end' as const, 'destroy' as const);

describe('whatever comes over the wire', () => {
  it('as requests, well formed or not, several on a connection, given up at any moment', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(REQUEST, { minLength: 1, maxLength: 3 }), LEAVE, async (requests, leave) => {
        const answer = await send(warehouse.endpoint, requests, leave);
        if (answer.startsWith('HTTP/1.1 ')) answered += 1;
        expect(answer).not.toMatch(/HTTP\/1\.1 500/);
      }),
      { seed: 5, numRuns: 300 },
    );
    expect(answered).toBeGreaterThan(100);
    await isWell();
  });

  it('as arbitrary bytes, on both ports', async () => {
    await fc.assert(
      fc.asyncProperty(BYTES, LEAVE, fc.boolean(), async (bytes, leave, preface) => {
        await send(warehouse.endpoint, [bytes], leave);
        await send(warehouse.grpcEndpoint, preface ? [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]), bytes] : [bytes], leave);
      }),
      { seed: 5, numRuns: 100 },
    );
    await isWell();
  });

  it('as JSON that is deep, wide, or no object', async () => {
    const deep = (depth: number, open: string, close: string) => `{"labels":${open.repeat(depth)}1${close.repeat(depth)},"datasetReference":{"datasetId":"deep"},"configuration":{"query":${open.repeat(depth)}1${close.repeat(depth)}},"schema":{"fields":${open.repeat(depth)}1${close.repeat(depth)}}}`;
    const bodies = [deep(100_000, '[', ']'), deep(100_000, '{"a":', '}'), deep(50_000, '{"fields":[', ']}'), `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":1`).join(',')}}`, '{"__proto__":{"labels":{"a":"b"}}}', '{"datasetReference":{"datasetId":"__proto__"}}', '1e999', '"\\u0000"'];
    for (const path of ['datasets', 'datasets/d/tables', 'jobs', 'queries', 'datasets/d/tables/t/insertAll']) {
      for (const body of bodies) {
        const { status } = await fetch(`${warehouse.endpoint}/bigquery/v2/projects/bm-local/${path}`, { method: 'POST', body });
        expect([path, body.slice(0, 60), status < 500 || status === 501]).toEqual([path, body.slice(0, 60), true]);
      }
    }
    await isWell();
  });

  it('as an upload that stands still, and goes', async () => {
    for (const path of ['/upload/storage/v1/b/bm-local-dwh-staging/o?uploadType=media&name=half', '/upload/bigquery/v2/projects/bm-local/jobs?uploadType=multipart']) {
      await send(warehouse.endpoint, [Buffer.from(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/related; boundary=x\r\nContent-Length: 1000\r\n\r\n--x\r\n\r\n{}`)], 'destroy');
    }
    expect((await fetch(`${warehouse.endpoint}/storage/v1/b/bm-local-dwh-staging/o/half`)).status).toBe(404);
    // Nobody waits for a request that has nobody: to close takes no grace.
    const start = performance.now();
    await warehouse.reset();
    expect(performance.now() - start).toBeLessThan(1_900);
  });
});
