import { createHash, type Hash } from 'node:crypto';

import { crc32c } from '@node-rs/crc32';

/** The two checksums of Cloud Storage, computed while bytes pass by. */
export class Checksums {
  #crc = 0;
  readonly #md5: Hash;

  private constructor(crc: number, md5: Hash) {
    this.#crc = crc;
    this.#md5 = md5;
  }

  static start(): Checksums {
    return new Checksums(0, createHash('md5'));
  }

  update(bytes: Uint8Array): void {
    this.#crc = crc32c(bytes, this.#crc);
    this.#md5.update(bytes);
  }

  /** A second one that goes on from here. */
  copy(): Checksums {
    return new Checksums(this.#crc, this.#md5.copy());
  }

  /** Base64 of the big-endian four bytes. */
  crc32c(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#crc);
    return bytes.toString('base64');
  }

  /** Base64. */
  md5Hash(): string {
    return this.#md5.copy().digest('base64');
  }
}
