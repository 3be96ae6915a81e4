import type { Batch } from '../batch/batch.js';
import type { TableField } from '../ports/warehouse.js';
import { CsvEncoder } from '../steps/stage/csv-encoder.js';
import { nullMarkerOf } from '../steps/stage/null-marker.js';
import { stagedColumns } from '../steps/stage/staged-columns.js';
import { compileRecordCheck } from '../steps/validate/record-check.js';
import { compileSuspects } from '../steps/validate/suspects.js';
import { validate } from '../steps/validate/validate.js';
import type { Way, WayOptions } from './way.js';

/**
 * For text whose fields are the values already: its bytes are checked where they lie, and leave as they came.
 *
 * @param fields - the columns in the order of the table
 */
export function byteWay({ decoded: { fieldOfColumn, batches }, scope: { push, run }, rejects, onRecords }: WayOptions<'fields'>, fields: readonly TableField[]): Way<Batch> {
  const { contract, partitionDate } = push;
  const nullMarker = nullMarkerOf(contract);
  const columnNames = contract.columns.map(({ name }) => name);
  const checked = { contract, fieldOfColumn, partitionDate, nullMarker };
  const accepted = validate(run.stream('decode', batches), {
    suspects: compileSuspects(checked),
    check: compileRecordCheck(checked),
    columnOfField: columnNames.map((_, field) => columnNames[fieldOfColumn.indexOf(field)] as string),
    rejects,
    onRecords,
  });
  const encoder = new CsvEncoder(stagedColumns(fields, contract, fieldOfColumn), columnNames.length, nullMarker);
  return { accepted, encoder, format: { name: 'CSV', nullMarker } };
}
