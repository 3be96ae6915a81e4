import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

const UNIT = 262_144;
let dir: string;
let warehouse: LocalWarehouse;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'resumable-'));
  warehouse = await startLocalWarehouse({ dir });
});
afterEach(async () => {
  await warehouse.close();
  await rm(dir, { recursive: true, force: true });
});

const upload = (query: string) => `${warehouse.endpoint}/upload/storage/v1/b/${warehouse.stagingBucket}/o?${query}`;

async function initiate(name: string, query = '', metadata: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(upload(`uploadType=resumable&name=${name}${query}`), { method: 'POST', body: JSON.stringify(metadata), headers });
  expect(response.status).toBe(200);
  return response.headers.get('location') ?? '';
}

async function put(session: string, body: Buffer | undefined, contentRange?: string, headers: Record<string, string> = {}) {
  const response = await fetch(session, { method: 'PUT', headers: { ...headers, ...(contentRange === undefined ? {} : { 'content-range': contentRange }) }, redirect: 'manual', ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
  const text = await response.text();
  return { status: response.status, range: response.headers.get('range'), override: response.headers.get('x-http-status-code-override'), text, json: () => JSON.parse(text) as Record<string, unknown> };
}

const bytes = (size: number) => Buffer.from(Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff));
const md5 = (content: Buffer) => createHash('md5').update(content).digest('base64');

describe('resumable uploads', () => {
  it('tells what is persisted, ignores bytes that are sent again, and replays the finished object', async () => {
    const content = bytes(UNIT * 3 + 10);
    const session = await initiate('a');
    expect(await put(session, undefined, 'bytes */*')).toMatchObject({ status: 308, range: null });
    expect(await put(session, content.subarray(0, UNIT), `bytes 0-${UNIT - 1}/*`)).toMatchObject({ status: 308, range: `bytes=0-${UNIT - 1}` });
    expect(await put(session, content.subarray(0, 2 * UNIT), `bytes 0-${2 * UNIT - 1}/*`)).toMatchObject({ status: 308, range: `bytes=0-${2 * UNIT - 1}` });
    const last = await put(session, content.subarray(UNIT), `bytes ${UNIT}-${content.length - 1}/${content.length}`);
    expect(last.status).toBe(200);
    expect(last.json()).toMatchObject({ name: 'a', size: String(content.length), md5Hash: md5(content) });
    for (const again of [await put(session, undefined, 'bytes */*'), await put(session, content.subarray(UNIT), `bytes ${UNIT}-${content.length - 1}/${content.length}`)]) {
      expect(again.status).toBe(200);
      expect(again.json()['generation']).toBe(last.json()['generation']);
    }
  });

  it('refuses a gap, a chunk below the unit, a length that is not the stated one, and a header that does not parse', async () => {
    const session = await initiate('b');
    expect(await put(session, bytes(UNIT), `bytes ${UNIT}-${2 * UNIT - 1}/*`)).toMatchObject({ status: 503, text: expect.stringContaining('exceeds already uploaded size of 0 byte(s)') });
    expect(await put(session, bytes(10), 'bytes 0-19/20')).toMatchObject({ status: 400, text: expect.stringContaining('There were 10 byte(s) in the request body.  There should have been 20 byte(s)') });
    for (const header of ['bytes 5-2/10', 'bytes 0-10/10', 'lines 0-1/2', 'bytes -']) expect((await put(session, bytes(6), header)).status).toBe(400);
    expect(await put(session, undefined, 'bytes */*')).toMatchObject({ status: 308, range: null });
    // A chunk that is too short ends the session: Google's own tests of the service rely on it.
    expect(await put(session, bytes(1024), 'bytes 0-1023/*')).toMatchObject({ status: 400, text: expect.stringContaining('equal or greater than 262144') });
    expect(await put(session, bytes(UNIT), `bytes 0-${UNIT - 1}/*`)).toMatchObject({ status: 400, text: expect.stringContaining('The received request contained 1024 bytes') });
  });

  it('persists whole units only', async () => {
    const session = await initiate('c');
    expect(await put(session, bytes(UNIT + 100), `bytes 0-${UNIT + 99}/*`)).toMatchObject({ status: 308, range: `bytes=0-${UNIT - 1}` });
  });

  it('finishes on a probe that names the total, also of nothing', async () => {
    const session = await initiate('d');
    await put(session, bytes(UNIT), `bytes 0-${UNIT - 1}/*`);
    expect((await put(session, undefined, `bytes */${UNIT}`)).json()).toMatchObject({ size: String(UNIT) });
    expect((await put(await initiate('empty'), undefined, 'bytes */0')).json()).toMatchObject({ size: '0', crc32c: 'AAAAAA==' });
  });

  it('takes a whole stream, with and without a range', async () => {
    expect((await put(await initiate('e'), bytes(1000), 'bytes 0-*/*')).json()).toMatchObject({ size: '1000' });
    expect((await put(await initiate('f'), bytes(1000))).json()).toMatchObject({ size: '1000' });
    expect((await put(await initiate('g'), Buffer.alloc(0))).json()).toMatchObject({ size: '0' });
  });

  it('cancels with 499, and is gone afterwards; an unknown session is 404', async () => {
    const session = await initiate('h');
    expect((await fetch(session, { method: 'DELETE' })).status).toBe(499);
    expect((await put(session, bytes(10), 'bytes 0-9/10')).status).toBe(410);
    expect((await put(upload('uploadType=resumable&upload_id=nope'), bytes(10), 'bytes 0-9/10')).status).toBe(404);
  });

  it('answers 200 with an override to clients that cannot read a 308', async () => {
    expect(await put(await initiate('i'), undefined, 'bytes */*', { 'x-guploader-no-308': 'yes' })).toMatchObject({ status: 200, override: '308', range: null });
  });

  it('checks ifGenerationMatch at the start and again at the end', async () => {
    const first = await initiate('j', '&ifGenerationMatch=0');
    const second = await initiate('j', '&ifGenerationMatch=0');
    expect((await put(first, bytes(5), 'bytes 0-4/5')).status).toBe(200);
    expect((await put(second, bytes(5), 'bytes 0-4/5')).status).toBe(412);
    expect((await put(second, undefined, 'bytes */*')).status).toBe(412);
    expect((await fetch(upload('uploadType=resumable&name=j&ifGenerationMatch=0'), { method: 'POST' })).status).toBe(412);
  });

  it('verifies checksums from the resource and from the last request, and makes no object where they differ', async () => {
    expect((await put(await initiate('k', '', { md5Hash: md5(bytes(6)) }), bytes(5))).status).toBe(400);
    expect((await put(await initiate('k'), bytes(5), undefined, { 'x-goog-hash': 'crc32c=AAAAAA==' })).status).toBe(400);
    expect((await fetch(`${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/k`)).status).toBe(404);
    expect((await put(await initiate('k', '', { md5Hash: md5(bytes(5)) }), bytes(5))).status).toBe(200);
  });

  it('refuses a total other than the announced one', async () => {
    const session = await initiate('l', '', {}, { 'x-upload-content-length': '20' });
    expect((await put(session, bytes(10), 'bytes 0-9/10')).status).toBe(400);
    expect((await put(session, bytes(20), 'bytes 0-19/20')).status).toBe(200);
  });

  it('keeps what a broken connection had brought', async () => {
    const content = bytes(UNIT * 2 + 500);
    const session = await initiate('m');
    warehouse.faults.add({ method: 'storage.objects.insert.chunk', kind: 'reset', afterBytes: UNIT + 500 });
    await expect(put(session, content, `bytes 0-${content.length - 1}/${content.length}`)).rejects.toThrow();
    expect(await put(session, undefined, `bytes */${content.length}`)).toMatchObject({ status: 308, range: `bytes=0-${UNIT - 1}` });
    expect((await put(session, content.subarray(UNIT), `bytes ${UNIT}-${content.length - 1}/${content.length}`)).json()).toMatchObject({ md5Hash: md5(content) });
  });

  it('keeps what a client that vanishes had sent', async () => {
    const session = await initiate('n');
    await new Promise<void>((resolve) => {
      const sending = request(session, { method: 'PUT', headers: { 'content-range': `bytes 0-${UNIT * 4 - 1}/${UNIT * 4}`, 'content-length': String(UNIT * 4) } });
      sending.on('error', () => resolve());
      sending.on('close', () => resolve());
      sending.write(bytes(UNIT + 7), () => sending.destroy());
    });
    const probe = await put(session, undefined, 'bytes */*');
    expect(probe.status).toBe(308);
    expect([null, `bytes=0-${UNIT - 1}`]).toContain(probe.range);
    const from = probe.range === null ? 0 : UNIT;
    expect((await put(session, bytes(UNIT * 4).subarray(from), `bytes ${from}-${UNIT * 4 - 1}/${UNIT * 4}`)).json()).toMatchObject({ md5Hash: md5(bytes(UNIT * 4)) });
  });

  it('survives a restart, unfinished and finished', async () => {
    const content = bytes(UNIT + 9);
    const open = new URL(await initiate('o'));
    const done = new URL(await initiate('p'));
    await put(open.href, content.subarray(0, UNIT), `bytes 0-${UNIT - 1}/*`);
    const finished = await put(done.href, content, `bytes 0-${content.length - 1}/${content.length}`);
    await warehouse.close();
    warehouse = await startLocalWarehouse({ dir });
    const moved = (url: URL) => warehouse.endpoint + url.pathname + url.search;
    expect(await put(moved(open), undefined, 'bytes */*')).toMatchObject({ status: 308, range: `bytes=0-${UNIT - 1}` });
    expect((await put(moved(open), content.subarray(UNIT), `bytes ${UNIT}-${content.length - 1}/${content.length}`)).json()).toMatchObject({ md5Hash: md5(content) });
    expect((await put(moved(done), undefined, 'bytes */*')).json()['generation']).toBe(finished.json()['generation']);
  });
});
