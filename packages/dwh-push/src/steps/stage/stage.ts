import { createHash } from 'node:crypto';

import { crc32c } from '@node-rs/crc32';

import { stagingError } from '../../commit/staging-error.js';
import { DwhPushError } from '../../errors.js';
import type { ObjectStore } from '../../ports/object-store.js';
import { ServiceError } from '../../ports/service-error.js';
import type { Encoder } from './encoder.js';
import { Part } from './part.js';
import type { StagedObjects } from './staged-objects.js';

/** Small enough to be repeated whole when an upload fails, and near the size that load jobs read fastest. */
export const PART_BYTES = 8 * 1024 * 1024;
const UPLOADS_AT_ONCE = 2;
/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_PARTS = 10_000;

interface StageOptions<Records> {
  readonly store: ObjectStore;
  /** Where the objects go, with a `/` at its end: unique to this push, so that nothing is ever overwritten. */
  readonly folder: string;
  readonly objects: StagedObjects;
  readonly encoder: Encoder<Records>;
  readonly signal: AbortSignal | undefined;
  readonly onStaged: (bytes: number) => void;
}

export interface Staged {
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of all staged bytes. */
  readonly digest: string;
}

/**
 * Writes batches into objects of the staging bucket. Holds at most the part that fills and those on their way.
 *
 * @throws DwhPushError of the step `stage`, and what the batches throw
 */
export async function stage<Records extends { readonly records: number }>(batches: AsyncIterable<Records>, { store, folder, objects, encoder, signal, onStaged }: StageOptions<Records>): Promise<Staged> {
  const digest = createHash('sha256');
  const uploads = new Set<Promise<void>>();
  let rows = 0;
  let bytes = 0;
  // Buffers are used again: new ones for each part would wait for the garbage collector, which does not hurry for them.
  const spare: Part[] = [];
  let part = new Part(PART_BYTES);
  let failed: unknown;

  const upload = (filled: Part): void => {
    if (objects.count === MAX_PARTS) throw new DwhPushError('STAGE_TOO_LARGE', `The source fills more than ${MAX_PARTS} objects of ${PART_BYTES} bytes.`);
    const content = filled.bytes();
    const name = `${folder}part-${String(objects.count).padStart(5, '0')}.${encoder.extension}`;
    digest.update(content);
    bytes += content.length;
    objects.add(name);
    const sending: Promise<void> = store
      .create({ name, bytes: content, crc32c: checksum(content) }, signal)
      .then(() => {
        onStaged(content.length);
        filled.clear();
        spare.push(filled);
      })
      .catch((error: unknown) => {
        failed ??= error instanceof ServiceError ? stagingError(error, 'The data could not be staged') : error;
      })
      .finally(() => uploads.delete(sending));
    uploads.add(sending);
  };

  try {
    for await (const batch of batches) {
      rows += batch.records;
      // A batch is small beside a part: parts end between batches, which keeps records whole.
      encoder.encode(batch, (source, start, end) => part.append(source, start, end));
      if (part.length < PART_BYTES) continue;
      upload(part);
      while (uploads.size >= UPLOADS_AT_ONCE) await Promise.race(uploads);
      if (failed !== undefined) throw failed;
      part = spare.pop() ?? new Part(PART_BYTES);
    }
    if (part.length > 0 || objects.count === 0) upload(part);
  } finally {
    await Promise.all(uploads);
  }
  if (failed !== undefined) throw failed;
  return { rows, bytes, digest: digest.digest('hex') };
}

function checksum(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32c(content));
  return bytes.toString('base64');
}
