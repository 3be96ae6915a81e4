import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Checksums } from './checksums.js';
import { FileAppender } from './file-appender.js';
import { syncToDisk } from './sync-to-disk.js';

/** Bytes that never change, under an id. */
export interface Blob {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
  readonly crc32c: string;
  readonly md5Hash: string;
}

/**
 * The bytes of objects, each a file. A blob counts only once a committed row names it; `sweep` at start removes the others, which is what a
 * killed process leaves. A blob that is being read is pinned: discarding it takes effect with the last reader.
 */
export class BlobStore {
  readonly #folder: string;
  readonly #incoming: string;
  readonly durable: boolean;
  readonly #pins = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(folder: string, durable: boolean) {
    this.#folder = join(folder, 'objects');
    this.#incoming = join(folder, 'incoming');
    this.durable = durable;
  }

  /** `durable`: bytes are on the disk, not only with the operating system, before `write` returns. */
  static async open(folder: string, durable: boolean): Promise<BlobStore> {
    const store = new BlobStore(folder, durable);
    await rm(store.#incoming, { recursive: true, force: true });
    await mkdir(store.#incoming, { recursive: true });
    await mkdir(store.#folder, { recursive: true });
    return store;
  }

  path(id: string): string {
    return join(this.#folder, id);
  }

  /** Stores a stream under a new id; nothing stays of one that fails. */
  async write(source: AsyncIterable<Buffer>): Promise<Blob> {
    const id = randomUUID();
    const incoming = join(this.#incoming, id);
    const checksums = new Checksums(incoming);
    let size = 0;
    try {
      const file = await FileAppender.open(incoming, 0);
      try {
        for await (const chunk of source) {
          size += chunk.length;
          await file.append(chunk);
          checksums.update(chunk, file.written);
        }
        await file.finish(this.durable);
      } finally {
        await file.close();
      }
      const found = { id, size, crc32c: checksums.crc32c(), md5Hash: await checksums.md5Hash() };
      await this.#publish(incoming, id);
      return found;
    } catch (error) {
      checksums.drop();
      await rm(incoming, { force: true });
      throw error;
    }
  }

  /** Takes over a finished file of the same disk; its bytes are durable already. */
  async adopt(path: string): Promise<string> {
    const id = randomUUID();
    await this.#publish(path, id);
    return id;
  }

  /** A second id for the same bytes. */
  async duplicate(id: string): Promise<string> {
    const copy = randomUUID();
    await link(this.path(id), this.path(copy));
    await this.#syncFolder();
    return copy;
  }

  /** Keeps a blob's file until the returned function is called. */
  pin(id: string): () => void {
    this.#pins.set(id, (this.#pins.get(id) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (this.#pins.get(id) ?? 1) - 1;
      if (left > 0) {
        this.#pins.set(id, left);
        return;
      }
      this.#pins.delete(id);
      // A file that cannot be removed now is an orphan, and the next start removes it.
      if (this.#doomed.delete(id)) void rm(this.path(id), { force: true }).catch(() => undefined);
    };
  }

  async discard(id: string): Promise<void> {
    if (this.#pins.has(id)) this.#doomed.add(id);
    else await rm(this.path(id), { force: true });
  }

  /** Removes every blob that is not in `named`. Only at start: it knows nothing of writes under way. */
  async sweep(named: ReadonlySet<string>): Promise<void> {
    const orphans = (await readdir(this.#folder)).filter((id) => !named.has(id));
    await Promise.all(orphans.map((id) => rm(this.path(id), { force: true })));
  }

  async #publish(from: string, id: string): Promise<void> {
    await rename(from, this.path(id));
    await this.#syncFolder();
  }

  async #syncFolder(): Promise<void> {
    // Windows cannot open a folder; its file system journals the rename by itself.
    if (!this.durable || process.platform === 'win32') return;
    const folder = await open(this.#folder, 'r');
    try {
      await syncToDisk(folder);
    } finally {
      await folder.close();
    }
  }
}
