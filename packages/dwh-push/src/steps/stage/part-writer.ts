import { createHash } from 'node:crypto';

import { stagingError } from '../../commit/staging-error.js';
import { DwhPushError } from '../../errors.js';
import type { ObjectStore } from '../../ports/object-store.js';
import { ServiceError } from '../../ports/service-error.js';
import { crc32cText } from '../../shared/crc32c-text.js';
import { Part } from './part.js';
import type { StagedObjects } from './staged-objects.js';

/** Small enough to be repeated whole when an upload fails, and near the size that load jobs read fastest. */
export const PART_BYTES = 8 * 1024 * 1024;
const UPLOADS_AT_ONCE = 3;
/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_PARTS = 10_000;

interface PartWriterOptions {
  readonly store: ObjectStore;
  /** What the names of the objects begin with: unique to this push, so that nothing is ever overwritten. */
  readonly prefix: string;
  /** How they end, without the dot. */
  readonly extension: string;
  readonly objects: StagedObjects;
  readonly signal: AbortSignal | undefined;
  readonly onStaged: (bytes: number) => void;
}

/** Bytes on their way into objects of the staging bucket, a part at a time. */
export class PartWriter {
  readonly #options: PartWriterOptions;
  readonly #digest = createHash('sha256');
  readonly #uploads = new Set<Promise<void>>();
  #part = new Part(PART_BYTES);
  /** Parts that are on the bucket: new ones would wait for the garbage collector, which does not hurry for buffers. */
  readonly #spare: Part[] = [];
  #bytes = 0;
  #failed: unknown;

  constructor(options: PartWriterOptions) {
    this.#options = options;
  }

  append(source: Buffer, start: number, end: number): void {
    this.#part.append(source, start, end);
  }

  /** Sends a part that is full; waits while too many are on their way. To be said where a part may end. */
  async drain(): Promise<void> {
    if (this.#part.length < PART_BYTES) return;
    this.#upload(this.#part);
    while (this.#uploads.size >= UPLOADS_AT_ONCE) await Promise.race(this.#uploads);
    if (this.#failed !== undefined) throw this.#failed;
    this.#part = this.#spare.pop() ?? new Part(PART_BYTES);
  }

  /** Sends the rest. There is at least one object then, empty where nothing was written. */
  async finish(): Promise<{ readonly bytes: number; readonly digest: string }> {
    if (this.#failed === undefined && (this.#part.length > 0 || this.#options.objects.count === 0)) this.#upload(this.#part);
    await this.settle();
    if (this.#failed !== undefined) throw this.#failed;
    return { bytes: this.#bytes, digest: this.#digest.digest('hex') };
  }

  /** Waits for what is on its way. */
  async settle(): Promise<void> {
    await Promise.all(this.#uploads);
  }

  #upload(filled: Part): void {
    const { store, prefix, extension, objects, signal, onStaged } = this.#options;
    if (objects.count === MAX_PARTS) throw new DwhPushError('STAGE_TOO_LARGE', `The source fills more than ${MAX_PARTS} objects of ${PART_BYTES} bytes.`);
    const content = filled.bytes();
    const name = `${prefix}${String(objects.count).padStart(5, '0')}.${extension}`;
    this.#digest.update(content);
    this.#bytes += content.length;
    objects.add(name);
    const sending: Promise<void> = store
      .create({ name, bytes: content, crc32c: crc32cText(content) }, signal)
      .then(() => {
        onStaged(content.length);
        filled.clear();
        this.#spare.push(filled);
      })
      .catch((error: unknown) => {
        this.#failed ??= error instanceof ServiceError ? stagingError(error, 'The data could not be staged') : error;
      })
      .finally(() => this.#uploads.delete(sending));
    this.#uploads.add(sending);
  }
}
