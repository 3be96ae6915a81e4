/**
 * A run of whole records as bytes, with the place of every field. Nothing is copied out of the bytes: later steps read them where they are.
 * Field `f` of record `r` has index `r * width + f`. The arrays are reused: a batch is valid until the next one is asked for.
 */
export interface Batch {
  readonly bytes: Buffer;
  /** Fields per record. */
  readonly width: number;
  readonly records: number;
  /** Where a record begins, and ends without its line ending. */
  readonly recordStart: Int32Array;
  readonly recordEnd: Int32Array;
  /** 1 where a record has a field without text, which may be absent. */
  readonly recordHasEmpty: Uint8Array;
  /** Where a record begins in the source, counted from `byteOffset`; absent where that is `recordStart`. */
  readonly recordOffset?: Int32Array;
  /** Where a field's content begins and ends, without its quotes. */
  readonly fieldStart: Int32Array;
  readonly fieldEnd: Int32Array;
  readonly fieldForm: Uint8Array;
  /** The number of the first record, counted from 1 behind the header. */
  readonly firstRecord: number;
  /** Where the batch begins in the source, decompressed. */
  readonly byteOffset: number;
  /** The object that it is from, where the source has several; numbers and offsets count in it. */
  readonly object?: string;
  /** Whether all of the bytes are UTF-8. */
  readonly validUtf8: boolean;
  /** What stands among the records and is none, by place in the source. */
  readonly malformed: readonly Malformed[];
}

/** How a field is written: bare, quoted, or quoted with doubled quotes inside. */
export const FORM = { bare: 0, quoted: 1, doubled: 2 } as const;

export interface Malformed {
  readonly record: number;
  readonly byteOffset: number;
  /** The field at which the record stops being one, from 0. */
  readonly field: number | undefined;
  readonly rule: 'field_count' | 'quote' | 'unclosed_quote' | 'line_ending' | 'record_size';
  /** Set where what follows cannot be told apart into records any more. */
  readonly fatal: boolean;
  /** What stands there, as the source has it; empty where that has no end. Valid as long as its batch. */
  readonly raw: Buffer;
}

/** Where record `index` begins in the source, decompressed. */
export function recordByteOffset(batch: Batch, index: number): number {
  return batch.byteOffset + ((batch.recordOffset ?? batch.recordStart)[index] as number);
}

/** Record `index` as it stands in the batch, without its line ending. */
export function recordBytes({ bytes, recordStart, recordEnd }: Batch, index: number): Buffer {
  return bytes.subarray(recordStart[index], recordEnd[index]);
}

/** The number of record `index` of a batch: malformed records before it count too. */
export function recordNumber(batch: Batch, index: number): number {
  const begins = recordByteOffset(batch, index);
  return batch.firstRecord + index + batch.malformed.filter((malformed) => malformed.byteOffset < begins).length;
}
