import { describe, expect, it } from 'vitest';

import { DwhPushError } from '../../src/errors.js';
import type { Clock } from '../../src/ports/clock.js';
import { openUrl } from '../../src/steps/source/http-source.js';
import { brokenFile } from '../support/broken-file.js';
import { serve } from '../support/file-server.js';

/** A clock on which a minute passes when told, and waits between tries take no time. */
function clockOf(minute: Promise<void>): Clock {
  let now = 0;
  return {
    now: () => now,
    alarm: () => () => undefined, random: () => 0.5,
    sleep: async (milliseconds) => {
      if (milliseconds >= 60_000) await minute;
      now += milliseconds;
    },
  };
}

const content = Buffer.from('a,b\n1,2\n3,4\n');

async function read(url: string, clock: Clock, onChunk: () => void = () => undefined): Promise<string> {
  const source = await openUrl({ kind: 'http', url: new URL(url), name: 'test' }, clock, undefined);
  const out: Buffer[] = [];
  try {
    for (const part of source.parts) for await (const chunk of part.chunks) {
      out.push(chunk);
      onChunk();
    }
  } finally {
    await source.close();
  }
  return Buffer.concat(out).toString();
}

describe('a connection that goes silent', () => {
  it('is given up after a minute and taken up where it stopped', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const file = brokenFile(content, { headers: { etag: '"v1"' }, answers: [(response, rest) => void response.write(rest.subarray(0, 6))] });
    await using server = await serve(file.listener);
    // One wait of a minute passes: the first that begins once bytes have come.
    let passed = false;
    const clock = clockOf(Promise.resolve());
    const sleep: Clock['sleep'] = async (milliseconds, signal) => {
      if (milliseconds < 60_000) return clock.sleep(milliseconds);
      await promise;
      if (passed || signal?.aborted === true) await new Promise(() => undefined);
      passed = true;
    };
    const once: Clock = { ...clock, sleep };
    expect(await read(server.url('/x.csv'), once, resolve)).toBe(content.toString());
    expect(file.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=6-']);
  });

  it('for good is told in the end', async () => {
    const file = brokenFile(content, { headers: { etag: '"v1"' }, answers: Array.from({ length: 20 }, () => () => undefined) });
    await using server = await serve(file.listener);
    const error: unknown = await read(server.url('/x.csv'), clockOf(Promise.resolve())).catch((thrown: unknown) => thrown);
    expect(DwhPushError.isInstance(error) && error.code).toBe('SOURCE_UNREACHABLE');
  });
});
