import { createReadStream } from 'node:fs';
import { rm, stat, truncate } from 'node:fs/promises';

import { Checksums } from '../../blobs/checksums.js';
import { FileAppender } from '../../blobs/file-appender.js';

/** Persisted bytes come in such units, as in the service: a connection that breaks loses what is beyond the last one. */
export const UNIT_BYTES = 262_144;

/** The bytes that an upload session has so far. What is on the disk is the truth: after a restart its length is the offset. */
export class PartFile {
  readonly path: string;
  /** In bytes. */
  size: number;
  /** Of the `size` bytes; undefined = to be read from the file first. */
  #checksums: Checksums | undefined;

  private constructor(path: string, size: number) {
    this.path = path;
    this.size = size;
    this.#checksums = size === 0 ? new Checksums(this.path) : undefined;
  }

  static async open(path: string): Promise<PartFile> {
    const size = await stat(path).then(
      (found) => found.size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return 0;
        throw error;
      },
    );
    const whole = size - (size % UNIT_BYTES);
    if (whole < size) await truncate(path, whole);
    return new PartFile(path, whole);
  }

  /**
   * Appends a stream without its first `skip` bytes. All of it stays if `keepAll` says so at its end; else, and when the stream fails, what
   * is beyond the last whole unit goes.
   */
  async append(source: AsyncIterable<Buffer>, skip: number, keepAll: (received: number) => boolean): Promise<void> {
    const start = this.size;
    const checksums = await this.#resumeChecksums();
    const file = await FileAppender.open(this.path, start);
    let left = skip;
    let received = 0;
    let whole = false;
    try {
      for await (const chunk of source) {
        received += chunk.length;
        const fresh = chunk.subarray(Math.min(left, chunk.length));
        left -= chunk.length - fresh.length;
        if (fresh.length === 0) continue;
        await file.append(fresh);
        this.size += fresh.length;
        checksums.update(fresh, file.written);
      }
      whole = keepAll(received);
    } finally {
      try {
        await file.flush();
      } finally {
        await file.close();
      }
      if (!whole) await this.#cut(Math.max(start, this.size - (this.size % UNIT_BYTES)));
    }
  }

  /** Makes the bytes durable, and says what they are. */
  async seal(durable: boolean): Promise<{ size: number; crc32c: string; md5Hash: string }> {
    const checksums = await this.#resumeChecksums();
    const file = await FileAppender.open(this.path, this.size);
    try {
      await file.finish(durable);
    } finally {
      await file.close();
    }
    return { size: this.size, crc32c: checksums.crc32c(), md5Hash: await checksums.md5Hash() };
  }

  async remove(): Promise<void> {
    this.#checksums?.drop();
    await rm(this.path, { force: true });
  }

  async #cut(size: number): Promise<void> {
    if (size === this.size) return;
    await truncate(this.path, size);
    this.size = size;
    this.#checksums?.drop();
    this.#checksums = size === 0 ? new Checksums(this.path) : undefined;
  }

  async #resumeChecksums(): Promise<Checksums> {
    if (this.#checksums !== undefined) return this.#checksums;
    const checksums = new Checksums(this.path);
    if (this.size > 0) for await (const chunk of createReadStream(this.path, { end: this.size - 1, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) checksums.update(chunk, this.size);
    this.#checksums = checksums;
    return checksums;
  }
}
