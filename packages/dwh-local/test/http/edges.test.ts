import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
beforeAll(async () => {
  warehouse = await startLocalWarehouse();
});
afterAll(() => warehouse.close());

const at = (path: string) => `${warehouse.endpoint}${path}`;
const bucketPath = () => `/storage/v1/b/${warehouse.stagingBucket}`;

/** Sends bytes as they are, and reads until the server closes. */
function raw(bytes: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(warehouse.endpoint);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.end(bytes);
  });
}

describe('the wire', () => {
  it('answers an unknown path, a known path with another method, and a missing thing in the same shape', async () => {
    const unknown = await fetch(at('/storage/v1/nothing?upload_id=secret'));
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ error: { code: 404, status: 'NOT_FOUND', message: 'Not Found: GET /storage/v1/nothing is not a method of the local warehouse. SUPPORTED.md lists those that are.', errors: [expect.objectContaining({ domain: 'global', reason: 'notFound' })] } });
    const wrong = await fetch(at(bucketPath()), { method: 'POST' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PATCH, PUT, DELETE']);
    const missing = await fetch(at('/storage/v1/b/no-such-bucket'));
    expect(await missing.json()).toMatchObject({ error: { code: 404, message: 'The specified bucket does not exist.', errors: [{ reason: 'notFound' }] } });
  });

  it.each(['/storage/v1/b/%zz', '/storage/v1/b/%ff', '/storage/v1/b/x/o/%'])('answers the malformed escape %s with 400', async (path) => {
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 [^]*"reason":"badRequest"/);
  });

  it('serves the paths of clients that lose or repeat a prefix', async () => {
    for (const path of [`/b/${warehouse.stagingBucket}`, `${bucketPath()}?`, `${bucketPath()}?prettyPrint=false&alt=json`]) expect((await fetch(at(path))).status).toBe(200);
    const upload = await fetch(at(`/resumable/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=media&name=prefix`), { method: 'POST', body: 'x' });
    expect(upload.status).toBe(200);
    expect(await upload.json()).toMatchObject({ name: 'prefix', mediaLink: expect.stringMatching(new RegExp(`^${warehouse.endpoint}/download/storage/v1/b/`)) });
  });

  it('takes gzip for JSON and for media, and refuses what is not gzip', async () => {
    const post = (body: Buffer, path: string) => fetch(at(path), { method: 'POST', body: new Uint8Array(body), headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' } });
    expect((await post(gzipSync(JSON.stringify({ name: 'gzipped-bucket' })), `/storage/v1/b?project=${warehouse.project}`)).status).toBe(200);
    expect((await post(Buffer.from('{}'), `/storage/v1/b?project=${warehouse.project}`)).status).toBe(400);
    const stored = await post(gzipSync('plain'), `/upload${bucketPath()}/o?uploadType=media&name=gz`);
    expect(await stored.json()).toMatchObject({ size: '5' });
    expect((await post(Buffer.from('not gzip'), `/upload${bucketPath()}/o?uploadType=media&name=gz2`)).status).toBe(400);
  });

  it('refuses bodies that are no JSON object, and those that are too long', async () => {
    for (const body of ['{', '[]', '"x"', '\xff\xfe']) expect((await fetch(at(`/storage/v1/b?project=p`), { method: 'POST', body: Buffer.from(body, 'latin1') })).status).toBe(400);
    const long = await fetch(at('/storage/v1/b?project=p'), { method: 'POST', body: JSON.stringify({ name: 'x'.repeat(11_000_000) }) });
    expect(long.status).toBe(413);
  });

  it('reads multipart in the spellings of Google clients', async () => {
    const send = async (name: string, contentType: string, body: string) => {
      const response = await fetch(at(`/upload${bucketPath()}/o?uploadType=multipart&name=${name}`), { method: 'POST', body: Buffer.from(body, 'latin1'), headers: { 'content-type': contentType } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const parts = (eol: string, media: string) => `--=b=${eol}Content-Type: application/json${eol}${eol}{"contentType":"a/b"}${eol}--=b=${eol}Content-Type: c/d${eol}Content-Transfer-Encoding: binary${eol}${eol}${media}${eol}--=b=--`;
    for (const [index, quoted] of ['"=b="', "'=b='", '=b='].entries()) {
      for (const eol of ['\n', '\r\n']) {
        for (const media of ['', 'x', 'ends in CR\r', '\r\n--=b\r\n-', 'y'.repeat(200_000)]) {
          // A bare-LF body cannot say whether a CR before the delimiter's LF is its own: it is.
          const answer = await send(`m${index}`, `multipart/related; boundary=${quoted}`, parts(eol, media));
          expect(answer).toMatchObject({ status: 200, body: { size: String(media.length), contentType: 'a/b' } });
        }
      }
    }
    for (const broken of ['', 'x', '--=b=', parts('\r\n', 'x').slice(0, -6), '--=b=\r\n\r\n{}\r\n--=b=--', '--=b=\r\n\r\n{\r\n--=b=\r\n\r\nx\r\n--=b=--']) {
      expect((await send('broken', 'multipart/related; boundary=b='.replace('b=', '=b='), broken)).status).toBe(400);
    }
    expect((await fetch(at(`${bucketPath()}/o/broken`))).status).toBe(404);
  });

  it('refuses what would change the meaning of a request', async () => {
    expect((await fetch(at(`${bucketPath()}?alt=proto`))).status).toBe(400);
    expect((await fetch(at(bucketPath()), { headers: { 'x-http-method-override': 'DELETE' } })).status).toBe(400);
  });

  it.each([
    ['binary', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])],
    ['TLS', Buffer.from('16030100c6010000c20303', 'hex')],
    ['half a request line', Buffer.from('GET /')],
    ['nothing', Buffer.alloc(0)],
    ['a bad length', Buffer.from('POST /storage/v1/b HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n')],
    ['a bad chunk', Buffer.from('POST /storage/v1/b?project=p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')],
    ['a path without a slash', Buffer.from('GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')],
    ['very long headers', Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`)],
    ['a hostile host', Buffer.from('GET /_dwh/health HTTP/1.1\r\nHost: a b/\\@\r\nConnection: close\r\n\r\n')],
  ])('survives %s', async (_name, bytes) => {
    const answer = await raw(bytes).catch((error: NodeJS.ErrnoException) => error.code ?? 'error');
    expect(answer).toMatch(/^(?:HTTP\/1\.1 (?:200|400|431|404)|$|ECONNRESET|EPIPE)/);
    expect((await fetch(at('/_dwh/health'))).status).toBe(200);
  });

  it('logs method, path and status, and no query', async () => {
    await fetch(at(`${bucketPath()}/o?prefix=secret`));
    expect(warehouse.requests.at(-1)).toEqual({ id: 'storage.objects.list', method: 'GET', path: `${bucketPath()}/o`, status: 200 });
    expect(JSON.stringify(warehouse.requests)).not.toContain('secret');
  });
});
