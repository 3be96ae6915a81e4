import type { AcceptedRows } from '../batch/accepted-rows.js';
import type { RowBatch } from '../batch/row-batch.js';
import { hasExactColumns } from '../contract/exact-columns.js';
import { DwhPushError } from '../errors.js';
import { decodeCsv } from '../steps/decode/decode-csv.js';
import { decodeIterable } from '../steps/decode/decode-iterable.js';
import { decodeNdjson } from '../steps/decode/decode-ndjson.js';
import { decodeParquet } from '../steps/decode/parquet/decode-parquet.js';
import { rowsOfCsv } from '../steps/decode/rows-of-csv.js';
import { openRandomAccess } from '../steps/source/random-access.js';
import { ndjsonEncoder } from '../steps/stage/ndjson-encoder.js';
import { compileRowCheck } from '../steps/validate/rows/row-check.js';
import { validateRows } from '../steps/validate/rows/validate-rows.js';
import type { ValueForm } from '../steps/validate/rows/value-reader.js';
import { countRecords } from './count-records.js';
import type { Way, WayOptions } from './way.js';

/** What has values rather than text, and CSV whose schema changes values: each record becomes values, passes its schema, and is staged as a line of JSON. */
export async function rowWay(options: WayOptions): Promise<Way<AcceptedRows> & { readonly kind: 'rows' }> {
  const { push, source, run } = options;
  const { contract, partitionDate, allowEmpty } = push;
  const { batches, form } = await run.step('decode', () => decodeRows(options));
  const accepted = validateRows(run.stream('decode', batches), {
    check: compileRowCheck({ contract, form, partitionDate }),
    source: source.name,
    allowEmpty,
    onRecords: countRecords(run),
  });
  return { kind: 'rows', accepted, encoder: ndjsonEncoder, format: { name: 'NEWLINE_DELIMITED_JSON' } };
}

async function decodeRows(options: WayOptions): Promise<{ batches: AsyncIterable<RowBatch>; form: ValueForm }> {
  const { push, source, bytes } = options;
  const { contract, rows, format, signal } = push;
  if (rows !== undefined) return { batches: decodeIterable(rows, signal), form: 'values' };
  if (format === 'ndjson') return { batches: decodeNdjson(bytes, { exactNumbers: hasExactColumns(contract.schema) }), form: 'json' };
  if (format === 'parquet') return { batches: parquetRows(options), form: 'json' };
  const nested = contract.columns.filter(({ fields, mode }) => fields !== undefined || mode === 'REPEATED').map(({ name }) => `"${name}"`);
  if (nested.length > 0) throw new DwhPushError('CONTRACT_UNSUPPORTED', `A CSV has no nested columns, and the contract has ${nested.join(', ')}: push rows, newline-delimited JSON or Parquet.`, { step: 'decode' });
  const columns = contract.columns.map(({ name }) => name);
  const { fieldOfColumn, batches } = await decodeCsv(bytes, columns, source.name);
  return { batches: rowsOfCsv(batches, { fieldOfColumn, columns }), form: 'cells' };
}

/** A Parquet file is read here and there; what was spooled of it is gone when its last row is read, or when the push fails. */
async function* parquetRows({ push, source, bytes, run }: WayOptions): AsyncGenerator<RowBatch> {
  const file = await openRandomAccess(push.source, source, bytes);
  // What comes over the wire is counted as it comes; a file on this machine is read in pieces, and counts once it is read.
  const countsHere = run.facts.sourceBytes === 0;
  try {
    yield* decodeParquet(file, push.contract, source.name);
    if (countsHere) run.facts.sourceBytes = file.byteLength;
  } finally {
    await file.close();
  }
}
