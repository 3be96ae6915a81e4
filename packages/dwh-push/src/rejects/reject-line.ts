import { isUtf8 } from 'node:buffer';

import type { Reject } from '../errors.js';

/** How a record is written, so that it can be read again. `columns`: what the fields of a CSV record are; none where it is no record. */
export interface RawForm {
  readonly format: 'csv' | 'json' | 'values';
  readonly columns: readonly string[];
}

/** Values of a program, as `valuesText` writes them. */
export const VALUES_FORM: RawForm = { format: 'values', columns: [] };
export const JSON_FORM: RawForm = { format: 'json', columns: [] };
/** What stands in a CSV and is no record of it. */
export const NO_RECORD: RawForm = { format: 'csv', columns: [] };

/** A dead letter as a line of JSON. A record that is no text (not UTF-8, or with NUL) is kept as base64. */
export function rejectLine({ object, record, byteOffset, column, rule }: Reject, raw: Buffer | string, { format, columns }: RawForm, { source, runId }: { readonly source: string; readonly runId: string }): Buffer {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
  const isText = isUtf8(bytes) && !bytes.includes(0);
  const letter = {
    source: object ?? source,
    record,
    byte_offset: byteOffset ?? null,
    reasons: [{ column: column ?? null, rule }],
    format,
    columns,
    raw: isText ? bytes.toString('utf8') : null,
    raw_base64: isText ? null : bytes.toString('base64'),
    run: runId,
    replay: null,
  };
  return Buffer.from(`${JSON.stringify(letter)}\n`);
}
