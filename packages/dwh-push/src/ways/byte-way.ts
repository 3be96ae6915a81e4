import type { Batch } from '../batch/batch.js';
import type { ResolvedPush } from '../options.js';
import type { TableField } from '../ports/warehouse.js';
import { decodeCsv } from '../steps/decode/decode-csv.js';
import { CsvEncoder } from '../steps/stage/csv-encoder.js';
import { nullMarkerOf } from '../steps/stage/null-marker.js';
import { stagedColumns } from '../steps/stage/staged-columns.js';
import { compileRecordCheck } from '../steps/validate/record-check.js';
import { validate } from '../steps/validate/validate.js';
import { countRecords } from './count-records.js';
import type { Way, WayOptions } from './way.js';

/** CSV whose texts are the values already: its bytes are checked where they lie, and leave as they came. */
export function takesByteWay({ rows, format, contract }: ResolvedPush): boolean {
  return rows === undefined && format === 'csv' && contract.way === 'bytes';
}

interface ByteWayOptions extends WayOptions {
  /** Columns in the order of the table. */
  readonly fields: readonly TableField[];
}

export async function byteWay({ push, source, bytes, run, fields }: ByteWayOptions): Promise<Way<Batch> & { readonly kind: 'bytes' }> {
  const { contract, partitionDate, allowEmpty } = push;
  const nullMarker = nullMarkerOf(contract);
  const columnNames = contract.columns.map(({ name }) => name);
  const { fieldOfColumn, batches } = await run.step('decode', () => decodeCsv(bytes, columnNames, source.name));
  const accepted = validate(run.stream('decode', batches), {
    check: compileRecordCheck({ contract, fieldOfColumn, partitionDate, nullMarker }),
    columnOfField: columnNames.map((_, field) => columnNames[fieldOfColumn.indexOf(field)] as string),
    source: source.name,
    allowEmpty,
    onRecords: countRecords(run),
  });
  const encoder = new CsvEncoder(stagedColumns(fields, contract, fieldOfColumn), columnNames.length, nullMarker);
  return { kind: 'bytes', accepted, encoder, format: { name: 'CSV', nullMarker } };
}
