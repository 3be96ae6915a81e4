import type { AcceptedRows } from '../batch/accepted-rows.js';
import { ndjsonEncoder } from '../steps/stage/ndjson-encoder.js';
import { compileRowCheck } from '../steps/validate/rows/row-check.js';
import { validateRows } from '../steps/validate/rows/validate-rows.js';
import type { Way, WayOptions } from './way.js';

/** For values rather than text, and for text whose schema changes values: each record passes its schema, and is staged as a line of JSON. */
export function rowWay({ decoded: { batches, form }, scope: { push, run }, rejects, onRecords }: WayOptions<'rows'>): Way<AcceptedRows> {
  const { contract, partitionDate } = push;
  const accepted = validateRows(run.stream('decode', batches), { check: compileRowCheck({ contract, form, partitionDate }), rejects, onRecords });
  return { accepted, encoder: ndjsonEncoder, format: { name: 'NEWLINE_DELIMITED_JSON' } };
}
