import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DwhPushError } from '../../src/errors.js';
import type { Clock } from '../../src/ports/clock.js';
import { ServiceError } from '../../src/ports/service-error.js';
import type { SourceObject, SourceStore } from '../../src/ports/source-store.js';
import { openObjects } from '../../src/steps/source/gs-source.js';

const clock: Clock = { now: () => 0, alarm: () => () => undefined, random: () => 0.5, sleep: (milliseconds) => (milliseconds < 60_000 ? Promise.resolve() : new Promise(() => undefined)) };

function checksum(content: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32c(content));
  return bytes.toString('base64');
}

/** A store of one object whose reads break as told: how many bytes come before each break, and whether the break shows as an error. */
function storeOf(content: Buffer, object: Partial<SourceObject>, breaks: { readonly bytes: number; readonly silent: boolean }[]): SourceStore {
  const found = { bucket: 'b', name: 'x.csv', generation: '7', size: content.length, crc32c: checksum(content), contentType: undefined, contentEncoding: undefined, ...object };
  return {
    location: async () => 'EU',
    list: async () => [found],
    stat: async () => found,
    async *read(_, start) {
      const broken = breaks.shift();
      yield content.subarray(start, broken === undefined ? undefined : start + broken.bytes);
      if (broken !== undefined && !broken.silent) throw new ServiceError('storage.objects.get', undefined, 'ECONNRESET', true);
    },
  };
}

async function read(store: SourceStore): Promise<string> {
  const { parts } = await openObjects({ kind: 'gs', bucket: 'b', object: 'x.csv', name: 'gs://b/x.csv' }, store, clock, undefined);
  const out: Buffer[] = [];
  try {
    for (const part of parts) for await (const chunk of part.chunks) out.push(chunk);
  } catch (error) {
    if (DwhPushError.isInstance(error)) return error.code;
    throw error;
  }
  return Buffer.concat(out).toString('latin1');
}

describe('reading an object', () => {
  it('gives every byte once, wherever reading breaks', async () => {
    const breaks = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 60 }), silent: fc.boolean() }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), breaks, async (content, points) => {
        expect(await read(storeOf(Buffer.from(content), {}, points))).toBe(Buffer.from(content).toString('latin1'));
      }),
    );
  });

  it('ends with an error where the bytes are not those of the checksum', async () => {
    expect(await read(storeOf(Buffer.from('a,b\n1,2\n'), { crc32c: checksum(Buffer.from('a,b\n1,3\n')) }, []))).toBe('SOURCE_CORRUPTED');
  });

  it('is given up where it breaks again and again without coming further', async () => {
    expect(await read(storeOf(Buffer.from('a,b\n1,2\n'), {}, Array.from({ length: 6 }, () => ({ bytes: 0, silent: false }))))).toBe('SOURCE_INTERRUPTED');
  });
});
