import { constants, gzipSync, zstdCompressSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DwhPushError } from '../../src/errors.js';
import { decompress } from '../../src/steps/decode/decompress.js';
import { ZstdFrames } from '../../src/steps/decode/zstd-frames.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, compression: 'gzip' | 'zstd', size: number): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const chunk of decompress(inPieces(bytes, size), compression, 'test')) out.push(Buffer.from(chunk));
  return Buffer.concat(out);
}

const codeOf = (work: Promise<unknown>) => work.then(() => 'none', (error: unknown) => (DwhPushError.isInstance(error) ? error.code : String(error)));
const packers = { gzip: (bytes: Uint8Array) => gzipSync(bytes), zstd: (bytes: Uint8Array) => zstdCompressSync(bytes) };

describe.each(['gzip', 'zstd'] as const)('decompressing %s', (compression) => {
  const pack = packers[compression];

  it('gives back what was compressed, of any number of members, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 200 }), async (members, size) => {
        const bytes = Buffer.concat(members.map(pack));
        expect((await read(bytes, compression, size)).equals(Buffer.concat(members))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('tells wherever the end is missing', async () => {
    const bytes = Buffer.concat([pack(Buffer.from('a,b\n1,2\n')), pack(Buffer.from('3,4\n'))]);
    const first = pack(Buffer.from('a,b\n1,2\n')).length;
    for (let end = 0; end < bytes.length; end += 1) {
      if (end === first) continue;
      for (const size of [7, 1000]) expect([end, size, await codeOf(read(bytes.subarray(0, end), compression, size))]).toEqual([end, size, 'SOURCE_INTERRUPTED']);
    }
  });

  it.each([
    ['zeros', Buffer.alloc(20)],
    ['text', Buffer.from('something else')],
    ['a byte', Buffer.from('x')],
  ])('refuses %s behind the end, however the bytes arrive', async (_, garbage) => {
    const packed = pack(Buffer.from('a,b\n1,2\n'));
    for (const size of [packed.length, 1, 5, 1000]) expect(await codeOf(read(Buffer.concat([packed, garbage]), compression, size))).toMatch(/^(DECODE_CORRUPT|SOURCE_INTERRUPTED)$/);
  });

  it('asks for more only when what it gave is used up, and lets go of the rest', async () => {
    const bytes = pack(Buffer.from(Array.from({ length: 400_000 }, (_, index) => index % 251 ^ (index >> 8))));
    let asked = 0;
    let closed = false;
    const chunks = (async function* () {
      try {
        for await (const chunk of inPieces(bytes, 100)) {
          asked += 1;
          yield chunk;
        }
      } finally {
        closed = true;
      }
    })();
    const out = decompress(chunks, compression, 'test');
    await out.next();
    const before = asked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(before);
    await out.return(undefined);
    expect(closed).toBe(true);
  });

  it('passes on what its source throws', async () => {
    const chunks = (async function* () {
      yield pack(Buffer.from('abc')).subarray(0, 5);
      throw new DwhPushError('SOURCE_CHANGED', 'changed');
    })();
    expect(await codeOf((async () => { for await (const _ of decompress(chunks, compression, 'test')); })())).toBe('SOURCE_CHANGED');
  });
});

describe('the frames of a zstd file', () => {
  const skippable = (bytes: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0x184d2a5a, 0);
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };
  const frame = fc.oneof(
    fc.record({ bytes: fc.uint8Array({ maxLength: 3000 }), checksum: fc.boolean(), sized: fc.boolean() }).map(({ bytes, checksum, sized }) =>
      zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: Number(checksum), [constants.ZSTD_c_contentSizeFlag]: Number(sized) } }),
    ),
    fc.nat({ max: 300_000 }).map((length) => zstdCompressSync(Buffer.alloc(length, 'ab,1\n'))),
    fc.uint8Array({ maxLength: 40 }).map(skippable),
  );

  it('are whole where one ends, and nowhere else, however the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (frames, size) => {
        const bytes = Buffer.concat(frames);
        const ends = new Set(frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length));
        const followed = new ZstdFrames();
        for (let at = 0; at < bytes.length; at += size) {
          followed.take(bytes.subarray(at, at + size));
          expect(followed.complete).toBe(ends.has(Math.min(at + size, bytes.length)));
        }
      }),
      { numRuns: 200 },
    );
  });
});

it('a gzip trailer that does not agree is told', async () => {
  const bytes = gzipSync('a,b\n1,2\n');
  for (const place of [bytes.length - 1, bytes.length - 5]) {
    const damaged = Buffer.from(bytes);
    damaged[place] = (damaged[place] as number) ^ 1;
    expect(await codeOf(read(damaged, 'gzip', 1000))).toBe('DECODE_CORRUPT');
  }
});
