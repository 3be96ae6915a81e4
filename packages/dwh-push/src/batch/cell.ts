import { FORM, type Batch } from './batch.js';

/** Whether a field has no text and no quotes: NULL in a nullable column. */
export function isAbsent(batch: Batch, index: number): boolean {
  return batch.fieldForm[index] === FORM.bare && batch.fieldStart[index] === batch.fieldEnd[index];
}

/** A field's text, quotes resolved. */
export function cellText(batch: Batch, index: number): string {
  const text = batch.bytes.toString('utf8', batch.fieldStart[index], batch.fieldEnd[index]);
  return batch.fieldForm[index] === FORM.doubled ? text.replaceAll('""', '"') : text;
}
