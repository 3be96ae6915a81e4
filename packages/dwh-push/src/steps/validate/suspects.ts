import { FORM, type Batch } from '../../batch/batch.js';
import type { Column } from '../../contract/column.js';
import { cellCheck, type RecordCheckOptions } from './record-check.js';
import { sureCheckOf } from './sure/sure-check.js';
import { typeCheck } from './type-checks.js';
import type { ByteCheck } from './values/byte-check.js';

/** Marks with a 1 each record of a batch that may break the contract. The marks are used again for the next batch. */
export type FindSuspects = (batch: Batch) => Uint8Array;

/** Looks at one column of all records, and marks. */
type Marker = (batch: Batch, marks: Uint8Array) => void;

/**
 * Looks through batches a column at a time, in loops that do one thing: nearly all records are found right here. Whatever is not certain is marked, and the record check decides; so this
 * may be narrower than the contract, and never wider.
 */
export function compileSuspects(options: RecordCheckOptions): FindSuspects {
  const { contract, fieldOfColumn, partitionDate, nullMarker } = options;
  const partitionColumn = contract.partitioning.type === 'none' ? undefined : contract.partitioning.column;
  const markers = contract.columns.map((column, index) => markerOf(column, fieldOfColumn[index] as number, nullMarker, column.name === partitionColumn ? partitionDate : undefined));
  let marks = new Uint8Array(1024);
  return (batch) => {
    if (marks.length < batch.records) marks = new Uint8Array(batch.records * 2);
    const uncertain = !batch.validUtf8 || contract.recordCheck !== undefined;
    marks.fill(uncertain ? 1 : 0, 0, batch.records);
    if (!uncertain) for (const mark of markers) mark(batch, marks);
    return marks;
  };
}

function markerOf(column: Column, field: number, nullMarker: string, partitionDate: string | undefined): Marker {
  const marker = Buffer.from(nullMarker);
  const ofType = typeCheck(column);
  const surely = sureCheckOf(column, partitionDate);
  const asksMore = column.check !== undefined || partitionDate !== undefined;
  if (column.type === 'JSON' || (asksMore && surely === undefined)) return eachCell(field, cellCheck(column, nullMarker, partitionDate));
  const absentPasses = column.mode === 'NULLABLE' && (column.check === undefined || column.nullForCheck === 'not-checked') && partitionDate === undefined;
  if (ofType === undefined && surely === undefined) return freeText(field, column.mode === 'REQUIRED' || absentPasses, marker);
  return checked(field, absentPasses, both(ofType, surely), marker);
}

function eachCell(field: number, check: ReturnType<typeof cellCheck>): Marker {
  return (batch, marks) => {
    for (let record = 0, index = field; record < batch.records; record += 1, index += batch.width) {
      if (check(batch, index) !== undefined) marks[record] = 1;
    }
  };
}

/** Any text is a value, but the one that stands for NULL. */
function freeText(field: number, emptyPasses: boolean, marker: Buffer): Marker {
  const [markerStart] = marker;
  return ({ bytes, fieldStart, fieldEnd, width, records }, marks) => {
    for (let record = 0, index = field; record < records; record += 1, index += width) {
      const start = fieldStart[index] as number;
      const length = (fieldEnd[index] as number) - start;
      if ((length === marker.length && bytes[start] === markerStart) || (length === 0 && !emptyPasses)) marks[record] = 1;
    }
  };
}

function checked(field: number, absentPasses: boolean, check: ByteCheck, marker: Buffer): Marker {
  const [markerStart] = marker;
  return ({ bytes, fieldStart, fieldEnd, fieldForm, width, records }, marks) => {
    for (let record = 0, index = field; record < records; record += 1, index += width) {
      const start = fieldStart[index] as number;
      const end = fieldEnd[index] as number;
      if (start === end) {
        if (!absentPasses || fieldForm[index] !== FORM.bare) marks[record] = 1;
      } else if ((end - start === marker.length && bytes[start] === markerStart) || fieldForm[index] === FORM.doubled || !check(bytes, start, end)) marks[record] = 1;
    }
  };
}

function both(first: ByteCheck | undefined, second: ByteCheck | undefined): ByteCheck {
  if (first === undefined || second === undefined) return (first ?? second) as ByteCheck;
  return (bytes, start, end) => first(bytes, start, end) && second(bytes, start, end);
}
