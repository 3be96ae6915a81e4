import type { ServerResponse } from 'node:http';

import type { PushOptions } from '@bm/dwh-push';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { brokenFile, cutAfter } from './support/broken-file.js';
import { serve } from './support/file-server.js';
import { watchReads } from './support/reads.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const content = Buffer.from(`a,b\n${Array.from({ length: 30 }, (_, row) => `${row},text ${row}\n`).join('')}`);
const etag = { etag: '"v1"' };
const to = (source: string | URL, table = 'http.t'): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema });

afterEach(() => vi.unstubAllGlobals());

async function rows(table = 'http.t') {
  return (await warehouse.query(`SELECT a, b FROM ${table} ORDER BY a`)).map(({ a, b }) => `${a},${b}\n`).join('');
}

describe('a connection that breaks', () => {
  it('is taken up where it broke, as often as needed, held to the ETag of the first answer', async () => {
    const reads = watchReads();
    const file = brokenFile(content, { headers: etag, answers: [cutAfter(50, reads), cutAfter(3, reads), (response) => response.writeHead(503).end()] });
    await using server = await serve(file.listener);
    expect(await warehouse.push(to(server.url('/x.csv')))).toMatchObject({ rowsLoaded: 30, sourceBytes: content.length });
    expect(`a,b\n${await rows()}`).toBe(content.toString());
    expect(file.requests.map((headers) => [headers.range, headers['if-match'], headers['accept-encoding']])).toEqual([
      [undefined, undefined, 'identity'],
      ['bytes=50-', '"v1"', 'identity'],
      ['bytes=53-', '"v1"', 'identity'],
      ['bytes=53-', '"v1"', 'identity'],
    ]);
  });

  it('is held to Last-Modified where there is no strong ETag', async () => {
    const headers = { etag: 'W/"v1"', 'last-modified': 'Sat, 03 Apr 2021 10:00:00 GMT' };
    const file = brokenFile(content, { headers, answers: [cutAfter(50, watchReads())] });
    await using server = await serve(file.listener);
    expect(await warehouse.push(to(server.url('/x.csv')))).toMatchObject({ rowsLoaded: 30 });
    expect(file.requests[1]).toMatchObject({ range: 'bytes=50-', 'if-unmodified-since': headers['last-modified'] });
    expect(file.requests[1]).not.toHaveProperty('if-match');
  });

  it('before anything of the body came begins anew, with nothing to hold it to', async () => {
    const file = brokenFile(content, { answers: [(response) => void (response.flushHeaders(), response.destroy())] });
    await using server = await serve(file.listener);
    expect(await warehouse.push(to(server.url('/x.csv')))).toMatchObject({ rowsLoaded: 30 });
    expect(file.requests).toHaveLength(2);
  });

  const status = (code: number, headers: Record<string, string> = {}) => (response: ServerResponse) => {
    response.removeHeader('content-range');
    response.writeHead(code, headers).end();
  };
  it.each<[string, Record<string, string>, ((response: ServerResponse, rest: Buffer) => void)[], string, number]>([
    ['where nothing tells that the file is the same', {}, [], 'SOURCE_INTERRUPTED', 1],
    ['where the file was changed in the second of the answer', { 'last-modified': 'Sat, 03 Apr 2021 10:00:00 GMT', date: 'Sat, 03 Apr 2021 10:00:00 GMT' }, [], 'SOURCE_INTERRUPTED', 1],
    ['where the server says that it changed', etag, [status(412)], 'SOURCE_CHANGED', 2],
    ['where the file has become shorter', etag, [status(416)], 'SOURCE_CHANGED', 2],
    ['where the server sends another file', etag, [status(200, { etag: '"v2"' })], 'SOURCE_CHANGED', 2],
    ['where the rest is of another file', etag, [status(206, { etag: '"v2"', 'content-range': 'bytes 50-99/100' })], 'SOURCE_CHANGED', 2],
    ['where the size has changed', etag, [status(206, { 'content-range': 'bytes 50-99/100' })], 'SOURCE_CHANGED', 2],
    ['where the server sends other bytes than asked for', etag, [status(206, { 'content-range': `bytes 0-9/${content.length}` })], 'SOURCE_UNREADABLE', 2],
    ['where the server does not say which bytes it sends', etag, [status(206)], 'SOURCE_UNREADABLE', 2],
    ['where the server sends the whole again', etag, [status(200)], 'SOURCE_INTERRUPTED', 2],
    ['where the file is gone', etag, [status(404)], 'SOURCE_NOT_FOUND', 2],
    ['where the right to read it has ended', etag, [status(403)], 'SOURCE_FORBIDDEN', 2],
    ['where the rest is compressed', etag, [status(206, { 'content-encoding': 'gzip', 'content-range': `bytes 50-${content.length - 1}/${content.length}` })], 'DECODE_UNSUPPORTED', 2],
  ])('fails the push %s', async (_, headers, answers, code, requests) => {
    const file = brokenFile(content, { headers, answers: [cutAfter(50, watchReads()), ...answers] });
    await using server = await serve(file.listener);
    const error = await warehouse.failure(to(`${server.url('/x.csv')}?token=hidden`, 'http.never'));
    expect(error).toMatchObject({ code, committed: 'no' });
    expect(error.message + String(error.stack)).not.toContain('hidden');
    expect(file.requests).toHaveLength(requests);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('that sends less than it promised, and ends as if that were all, is no whole file', async () => {
    const reads = watchReads();
    const answer = (response: ServerResponse, rest: Buffer) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\ncontent-length: ${rest.length}\r\n\r\n${rest.toString().slice(0, 60)}`);
      void reads.reached(60).then(() => response.socket?.end());
    };
    const file = brokenFile(content, { answers: [answer] });
    await using server = await serve(file.listener);
    expect(await warehouse.failure(to(server.url('/x.csv'), 'http.never'))).toMatchObject({ code: 'SOURCE_INTERRUPTED' });
  });
});

describe('a redirect', () => {
  it('is followed, with nothing of the caller sent along, and the receipt names what was asked for', async () => {
    const headers: unknown[] = [];
    await using end = await serve((request, response) => {
      headers.push([request.headers.referer, request.headers.authorization, request.headers.cookie]);
      response.end(content);
    });
    await using server = await serve((request, response) => {
      if (request.url === '/x.csv') response.writeHead(302, { location: '/y.csv?signature=hidden', 'set-cookie': 'a=b' }).end();
      else response.writeHead(307, { location: end.url('/z?signature=hidden') }).end();
    });
    expect(await warehouse.push(to(server.url('/x.csv'), 'http.redirected'))).toMatchObject({ rowsLoaded: 30, source: server.url('/x.csv') });
    expect(headers).toEqual([[undefined, undefined, undefined]]);
  });

  it.each([
    ['in a circle', '/x.csv', 'more than 10 times'],
    ['to a URL with credentials', 'http://me:hidden@127.0.0.1/x.csv', 'credentials'],
    ['to something other than http', 'file:///etc/passwd', 'other than http'],
    ['to nowhere', 'http://', 'nowhere'],
  ])('%s is refused', async (_, location, part) => {
    await using server = await serve((__, response) => void response.writeHead(301, { location }).end());
    const error = await warehouse.failure(to(server.url('/x.csv'), 'http.never'));
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(error.message).toContain(part);
    expect(error.message).not.toContain('hidden');
  });
});

describe('s3://', () => {
  /** Answers requests to S3 in its place. */
  function s3(answer: (url: URL) => Response | undefined): URL[] {
    const asked: URL[] = [];
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (input: URL | string, init?: RequestInit) => {
      const url = new URL(input);
      if (!url.hostname.endsWith('.amazonaws.com')) return fetch(input, init);
      asked.push(url);
      return answer(url) ?? new Response(content, { headers: { 'content-length': String(content.length), etag: '"v1"' } });
    });
    return asked;
  }

  it('is read over https, with the key as it is written', async () => {
    const asked = s3(() => undefined);
    expect(await warehouse.push(to('s3://open-data/a b/50%?#{date}+.csv', 'http.s3'))).toMatchObject({ rowsLoaded: 30, source: 's3://open-data/a b/50%?#2021-04-03+.csv' });
    expect(asked.map(String)).toEqual(['https://open-data.s3.amazonaws.com/a%20b/50%25%3F%232021-04-03%2B.csv']);
  });

  it.each([
    ['open-data', ['https://open-data.s3.amazonaws.com/x.csv', 'https://open-data.s3.eu-west-3.amazonaws.com/x.csv']],
    ['open.data', ['https://s3.amazonaws.com/open.data/x.csv', 'https://s3.eu-west-3.amazonaws.com/open.data/x.csv']],
  ])('is found in the region of its bucket: %s', async (bucket, urls) => {
    const asked = s3((url) => (url.hostname.includes('eu-west-3') ? undefined : new Response(null, { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-3' } })));
    expect(await warehouse.push(to(`s3://${bucket}/x.csv`, 'http.s3'))).toMatchObject({ rowsLoaded: 30 });
    expect(asked.map(String)).toEqual(urls);
  });

  it('is not led astray by a region that is none, nor from https to http', async () => {
    s3(() => new Response(null, { status: 301, headers: { 'x-amz-bucket-region': 'evil.example/' } }));
    expect(await warehouse.failure(to('s3://open-data/x.csv', 'http.never'))).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    s3(() => new Response(null, { status: 307, headers: { location: 'http://open-data.s3.amazonaws.com/x.csv' } }));
    const error = await warehouse.failure(to('s3://open-data/x.csv', 'http.never'));
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(error.message).toContain('from https to http');
  });

  it('of a private bucket is forbidden', async () => {
    s3(() => new Response(null, { status: 403 }));
    expect(await warehouse.failure(to('s3://private/x.csv', 'http.never'))).toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });
});
