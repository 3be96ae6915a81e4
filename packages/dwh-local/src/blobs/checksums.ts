import { createHash, type Hash } from 'node:crypto';

import { crc32c } from '@node-rs/crc32';

import { FileMd5 } from './file-md5.js';

/** Up to here the MD5 is computed as bytes pass by; that of a longer file in a thread, from the file. */
const SHORT_BYTES = 4 << 20;
const TOLD_EVERY_BYTES = 1 << 20;

/** The two checksums of Cloud Storage, computed while a file is written. */
export class Checksums {
  readonly #path: string;
  #crc = 0;
  #size = 0;
  #told = 0;
  #md5: Hash | undefined = createHash('md5');
  #fileMd5: FileMd5 | undefined;

  /** @param path - where the bytes go */
  constructor(path: string) {
    this.#path = path;
  }

  /** @param written - how many bytes the file has by now */
  update(bytes: Uint8Array, written: number): void {
    this.#crc = crc32c(bytes, this.#crc);
    this.#size += bytes.length;
    if (this.#size <= SHORT_BYTES) {
      this.#md5?.update(bytes);
      return;
    }
    this.#md5 = undefined;
    if (written - this.#told < TOLD_EVERY_BYTES) return;
    this.#told = written;
    this.#fileMd5 ??= new FileMd5(this.#path);
    this.#fileMd5.grown(written);
  }

  /** Base64 of the big-endian four bytes. */
  crc32c(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#crc);
    return bytes.toString('base64');
  }

  /** Base64; asked once, when all bytes are in the file. */
  async md5Hash(): Promise<string> {
    return this.#md5 === undefined ? (this.#fileMd5 ?? new FileMd5(this.#path)).digest(this.#size) : this.#md5.digest('base64');
  }

  /** Nobody will ask. */
  drop(): void {
    this.#fileMd5?.drop();
  }
}
