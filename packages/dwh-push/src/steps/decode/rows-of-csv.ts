import { isUtf8 } from 'node:buffer';

import { recordByteOffset, recordBytes, recordNumber, type Batch } from '../../batch/batch.js';
import { cellText, isAbsent } from '../../batch/cell.js';
import { BrokenRow, type Row, type RowBatch } from '../../batch/row-batch.js';

interface RowsOfCsvOptions {
  /** Which field of a record each column is, and their names. */
  readonly fieldOfColumn: readonly number[];
  readonly columns: readonly string[];
}

/** Turns records of CSV into rows of texts, for contracts whose schemas change values. */
export async function* rowsOfCsv(batches: AsyncIterable<Batch>, options: RowsOfCsvOptions): AsyncGenerator<RowBatch> {
  const { fieldOfColumn, columns } = options;
  const fields = columns.map((_, field) => columns[fieldOfColumn.indexOf(field)] as string);
  for await (const batch of batches) yield { fields, ...rowsOfBatch(batch, options) };
}

function rowsOfBatch(batch: Batch, { fieldOfColumn, columns }: RowsOfCsvOptions): RowBatch {
  // Where a batch holds no record at all, what it holds instead may come later than where it began.
  const firstRecord = batch.records === 0 ? (batch.malformed[0]?.record ?? batch.firstRecord) : batch.firstRecord;
  const rows: (Row | BrokenRow)[] = [];
  const offsets: number[] = [];
  const raws: Buffer[] = [];
  const put = (number: number, row: Row | BrokenRow, byteOffset: number, raw: Buffer): void => {
    const index = number - firstRecord;
    rows[index] = row;
    offsets[index] = byteOffset;
    raws[index] = raw;
  };
  for (const { record, byteOffset, field, rule, fatal, raw } of batch.malformed) {
    const column = field === undefined ? undefined : columns[fieldOfColumn.indexOf(field)];
    put(record, new BrokenRow(rule, column, fatal), byteOffset, raw);
  }
  for (let record = 0; record < batch.records; record += 1) {
    put(recordNumber(batch, record), rowOf(batch, record, fieldOfColumn, columns), recordByteOffset(batch, record), recordBytes(batch, record));
  }
  return {
    ...(batch.object === undefined ? {} : { object: batch.object }),
    firstRecord,
    rows,
    byteOffset: (index) => offsets[index],
    raw: (index) => raws[index] as Buffer,
  };
}

function rowOf(batch: Batch, record: number, fieldOfColumn: readonly number[], columns: readonly string[]): Row | BrokenRow {
  const first = record * batch.width;
  if (!batch.validUtf8) {
    const broken = fieldOfColumn.findIndex((field) => !isUtf8(batch.bytes.subarray(batch.fieldStart[first + field], batch.fieldEnd[first + field])));
    if (broken !== -1) return new BrokenRow('utf8', columns[broken]);
  }
  return { cells: fieldOfColumn.map((field) => (isAbsent(batch, first + field) ? undefined : cellText(batch, first + field))) };
}
