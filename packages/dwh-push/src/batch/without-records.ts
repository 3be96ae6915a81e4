import type { Batch } from './batch.js';

/**
 * The batch without some of its records. What stays moves together in the batch's own arrays, which are reused anyway.
 *
 * @param left - indexes of the records to leave out, ascending
 */
export function withoutRecords(batch: Batch, left: readonly number[]): Batch {
  const { width } = batch;
  let to = left[0] as number;
  left.forEach((index, place) => {
    const from = index + 1;
    const end = left[place + 1] ?? batch.records;
    for (const array of [batch.recordStart, batch.recordEnd, batch.recordOffset, batch.recordHasEmpty]) array?.copyWithin(to, from, end);
    for (const array of [batch.fieldStart, batch.fieldEnd, batch.fieldForm]) array.copyWithin(to * width, from * width, end * width);
    to += end - from;
  });
  return { ...batch, records: to, malformed: [] };
}
