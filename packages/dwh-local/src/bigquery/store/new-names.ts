import { randomBytes } from 'node:crypto';

/** A fresh etag: every change gets another one, even a change to the same state. */
export function newEtag(): string {
  return randomBytes(16).toString('base64');
}

/** A name for the DuckDB table that holds rows; never that of a user's table. */
export function newStorageName(): string {
  return `s_${randomBytes(12).toString('hex')}`;
}
