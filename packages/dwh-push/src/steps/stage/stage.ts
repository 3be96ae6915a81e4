import type { Encoder } from './encoder.js';
import type { PartWriter } from './part-writer.js';

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
export async function stage<Records extends { readonly records: number }>(batches: AsyncIterable<Records>, encoder: Encoder<Records>, writer: PartWriter): Promise<Staged> {
  let rows = 0;
  try {
    for await (const batch of batches) {
      rows += batch.records;
      // A batch is small beside a part: parts end between batches, which keeps records whole.
      encoder.encode(batch, (source, start, end) => writer.append(source, start, end));
      await writer.drain();
    }
  } catch (error) {
    await writer.settle();
    throw error;
  }
  return { rows, ...(await writer.finish()) };
}
