import { open, type FileHandle } from 'node:fs/promises';

import { syncToDisk } from './sync-to-disk.js';

const GATHER_BYTES = 1 << 20;

/** Appends to a file in large writes, each while the bytes of the next one gather. */
export class FileAppender {
  readonly #file: FileHandle;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #position: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, position: number) {
    this.#file = file;
    this.#position = position;
  }

  /** Opens `path`, made if absent, cut or kept at `position` bytes. */
  static async open(path: string, position: number): Promise<FileAppender> {
    const file = await open(path, position === 0 ? 'w' : 'r+');
    try {
      if (position > 0) await file.truncate(position);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new FileAppender(file, position);
  }

  async append(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes < GATHER_BYTES) return;
    await this.#writing;
    this.#writing = this.#write();
    // Told by whoever waits for it next.
    this.#writing.catch(() => undefined);
  }

  /** How many bytes the file has. */
  get written(): number {
    return this.#position;
  }

  async flush(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    let buffers = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    while (buffers.length > 0) {
      const { bytesWritten } = await this.#file.writev(buffers, this.#position);
      this.#position += bytesWritten;
      buffers = rest(buffers, bytesWritten);
    }
  }

  /** Writes what waits, and with `durable` returns once it is on the disk. */
  async finish(durable: boolean): Promise<void> {
    await this.flush();
    if (durable) await syncToDisk(this.#file);
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
  }
}

/** What a short write left. */
function rest(buffers: Buffer[], written: number): Buffer[] {
  let left = written;
  return buffers.flatMap((buffer) => {
    const skipped = Math.min(left, buffer.length);
    left -= skipped;
    return skipped === buffer.length ? [] : [buffer.subarray(skipped)];
  });
}
