import zlib from 'node:zlib';

import { DwhPushError } from '../../errors.js';
import type { Compression } from './source-format.js';
import { ZstdFrames } from './zstd-frames.js';

const OUTPUT_BYTES = 256 * 1024;

/**
 * The bytes that compressed ones stand for, member by member (gzip) or frame by frame (zstd). What comes in is asked for only when what came out is used up.
 *
 * @throws DwhPushError `SOURCE_INTERRUPTED` where the end is missing, `DECODE_CORRUPT` where checksums do not agree or something else follows the end, and what the chunks throw
 */
export async function* decompress(chunks: AsyncIterable<Buffer>, compression: Compression, name: string): AsyncGenerator<Buffer> {
  if (compression === 'none') return yield* chunks;
  let member = new Member(compression, name, true);
  const frames = compression === 'zstd' ? new ZstdFrames() : undefined;
  try {
    for await (const chunk of chunks) {
      frames?.take(chunk);
      for (let left = chunk; left.length > 0; ) {
        yield* member.write(left);
        left = left.subarray(member.taken);
        if (left.length === 0) break;
        // The member has ended: what is left begins another, or is not compressed at all, which the next one tells.
        member.close();
        member = new Member(compression, name, false);
      }
    }
    yield* member.end();
    if (frames?.complete === false) throw failed({ code: 'Z_BUF_ERROR' }, name);
  } finally {
    member.close();
  }
}

class Member {
  /** How much of what was written last belongs to this member. */
  taken = 0;
  readonly #stream: zlib.Gunzip | zlib.ZstdDecompress;
  readonly #name: string;
  #failure: NodeJS.ErrnoException | undefined;
  #wake: () => void = () => undefined;

  /** How a further member has to begin, as far as that has not been seen yet: what begins otherwise is something else behind the end. */
  #beginning: readonly number[];

  constructor(compression: 'gzip' | 'zstd', name: string, first: boolean) {
    this.#name = name;
    this.#beginning = first ? [] : BEGINNINGS[compression];
    this.#stream = compression === 'gzip' ? zlib.createGunzip({ chunkSize: OUTPUT_BYTES }) : zstd(name);
    this.#stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error;
      this.#wake();
    });
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('end', () => this.#wake());
  }

  async *write(chunk: Buffer): AsyncGenerator<Buffer> {
    const seen = chunk.subarray(0, this.#beginning.length);
    if (seen.some((byte, index) => byte !== this.#beginning[index]) && !isSkippable(seen, this.#beginning)) throw failed({ code: 'trailing bytes' }, this.#name);
    this.#beginning = this.#beginning.slice(seen.length);
    const before = this.#stream.bytesWritten;
    let done = false;
    this.#stream.write(chunk, () => {
      done = true;
      this.#wake();
    });
    yield* this.#drain(() => done);
    this.taken = this.#stream.bytesWritten - before;
  }

  async *end(): AsyncGenerator<Buffer> {
    this.#stream.end();
    yield* this.#drain(() => this.#stream.readableEnded);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#drain(done: () => boolean): AsyncGenerator<Buffer> {
    for (;;) {
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      for (let bytes = this.#stream.read() as Buffer | null; bytes !== null; bytes = this.#stream.read() as Buffer | null) yield bytes;
      if (this.#failure !== undefined) throw failed(this.#failure, this.#name);
      if (done()) return;
      await woken;
    }
  }
}

const BEGINNINGS = { gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] } as const;

/** A zstd file may also hold frames that are passed over. https://www.rfc-editor.org/rfc/rfc8878#section-3.1.2 */
function isSkippable(seen: Buffer, beginning: readonly number[]): boolean {
  return beginning.length === BEGINNINGS.zstd.length && ((seen[0] as number) & 0xf0) === 0x50 && [0x2a, 0x4d, 0x18].slice(0, seen.length - 1).every((byte, index) => seen[index + 1] === byte);
}

function zstd(name: string): zlib.ZstdDecompress {
  if (typeof zlib.createZstdDecompress !== 'function') throw new DwhPushError('DECODE_UNSUPPORTED', `${name} is compressed with zstd, which this version of Node cannot read; 22.15 and newer can.`);
  return zlib.createZstdDecompress({ chunkSize: OUTPUT_BYTES });
}

function failed(error: Pick<NodeJS.ErrnoException, 'code'>, name: string): DwhPushError {
  if (error.code === 'Z_BUF_ERROR') return new DwhPushError('SOURCE_INTERRUPTED', `${name} ends in the middle of its compressed data.`);
  if (/window|memory/i.test(error.code ?? '')) return new DwhPushError('DECODE_UNSUPPORTED', `${name} needs more memory to decompress than is given (${error.code}).`);
  return new DwhPushError('DECODE_CORRUPT', `${name} holds compressed data that is damaged, or something else behind it (${error.code ?? 'unknown'}).`);
}
