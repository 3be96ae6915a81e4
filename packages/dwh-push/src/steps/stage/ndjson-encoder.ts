import type { AcceptedRows } from '../../batch/accepted-rows.js';
import type { Encoder } from './encoder.js';

/** Rows leave validation as the lines that are staged. */
export const ndjsonEncoder: Encoder<AcceptedRows> = {
  extension: 'ndjson',
  encode: ({ lines }, sink) => sink(lines, 0, lines.length),
};
