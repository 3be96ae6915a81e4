/** A run of records as JavaScript values, for what bytes cannot express. It holds them until the next batch is asked for. */
export interface RowBatch {
  /** The object that the records are in, where the source has several. */
  readonly object?: string;
  /** The columns that the fields of a CSV record are, in their order; absent where records are no CSV. */
  readonly fields?: readonly string[];
  /** The number of the first record, counted from 1. */
  readonly firstRecord: number;
  /** A value per record, or how it is none. To be gone through once, in order: a row may be made only when it is asked for, and be valid until the next one is. */
  readonly rows: Iterable<Row | BrokenRow>;
  /** Where a record begins in the source, in bytes; undefined where the source has no bytes. */
  byteOffset(index: number): number | undefined;
  /** The record that was asked for last, as the source has it: its bytes, or its value in `format` where it has none. */
  raw(index: number): Buffer | string;
  /** How `raw` is written where it is neither CSV nor JSON. */
  readonly format?: 'values';
}

/** `cells`: the texts of a CSV record in the order of the contract's columns, undefined where a field is empty and not quoted. `value`: anything else, as its source made it. */
export type Row = { readonly value: unknown } | { readonly cells: readonly (string | undefined)[] };

/** A record that could not be read as one. */
export class BrokenRow {
  constructor(
    readonly rule: string,
    readonly column: string | undefined = undefined,
    /** Set where what follows cannot be told apart into records any more. */
    readonly fatal = false,
  ) {}
}

/** How a source has its values: as JavaScript has them, as JSON has them, or as the texts of CSV. */
export type RowForm = 'values' | 'json' | 'cells';
