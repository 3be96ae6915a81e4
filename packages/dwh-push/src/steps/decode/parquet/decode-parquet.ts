import type { FileMetaData, SchemaTree } from 'hyparquet';

import { openRandomAccess, type RandomAccess } from '../../../batch/random-access.js';
import { BrokenRow, type Row, type RowBatch } from '../../../batch/row-batch.js';
import type { Contract } from '../../../contract/contract.js';
import { unknownKeysOf } from '../../../contract/unknown-keys.js';
import { DwhPushError } from '../../../errors.js';
import { displayJson } from '../display-json.js';
import { matchColumns } from './match-columns.js';
import type { OpenPart } from '../open-part.js';
import { nodeReader, UnsupportedNode, type NodeReader } from './node-reader.js';
import { withoutAnnotations } from './physical.js';

const BATCH_ROWS = 256;

/**
 * Reads Parquet, a row group at a time and only the columns of the contract; what is held is one row group of them.
 *
 * @throws DwhPushError `DECODE_HEADER_MISMATCH` where the file's columns are not the contract's, `DECODE_UNSUPPORTED` where it is no Parquet or has a type without counterpart
 */
export async function* decodeParquet({ name, path, bytes }: OpenPart, contract: Contract, object: { readonly object?: string }): AsyncGenerator<RowBatch> {
  const file = await openRandomAccess(path, bytes, name);
  try {
    for await (const batch of rowGroups(file, contract, name)) yield { ...object, ...batch };
  } finally {
    await file.close();
  }
}

async function* rowGroups(file: RandomAccess, contract: Contract, source: string): AsyncGenerator<RowBatch> {
  const { parquetMetadataAsync, parquetRead, parquetSchema, compressors } = await loadLibrary();
  const library = unreadable(source);
  const buffer = { byteLength: file.byteLength, slice: (start: number, end = file.byteLength) => file.slice(...rangeOf(start, end, file.byteLength)) };
  const metadata = await library(() => parquetMetadataAsync(buffer, { geoparquet: false }));
  const columns = await library(async () => readersOf(parquetSchema(metadata), contract, source));
  const physical: FileMetaData = withoutAnnotations(metadata);
  let rowStart = 0;
  for (const { num_rows: rowsInGroup } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rowsInGroup);
    const values = new Map<string, unknown[]>(columns.map(({ name }) => [name, []]));
    const delivered = new Map<string, number>();
    await library(() =>
      parquetRead({
        file: buffer,
        metadata: physical,
        columns: columns.map(({ name }) => name),
        rowStart,
        rowEnd,
        utf8: false,
        geoparquet: false,
        compressors,
        parsers: { timestampFromNanoseconds: (nanoseconds) => nanoseconds },
        onChunk({ columnName, columnData, rowStart: from }) {
          put(values.get(columnName) as unknown[], columnData, from - rowStart);
          delivered.set(columnName, (delivered.get(columnName) ?? 0) + columnData.length);
        },
      }),
    );
    // A column whose values are elsewhere, or nowhere, is a file that is broken, and not one of NULLs.
    if (columns.some(({ name }) => delivered.get(name) !== rowEnd - rowStart)) throw notParquet(source);
    for (let from = rowStart; from < rowEnd; from += BATCH_ROWS) yield batchOf(columns, values, from - rowStart, Math.min(BATCH_ROWS, rowEnd - from), from + 1);
    rowStart = rowEnd;
  }
  await file.verify();
}

/** Loaded when first needed; both are ES modules. */
async function loadLibrary() {
  try {
    const [library, { compressors }] = await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
    return { ...library, compressors };
  } catch (cause) {
    throw new DwhPushError('DECODE_UNSUPPORTED', 'The library that reads Parquet could not be loaded; a CommonJS program needs Node 22.12 or newer for it.', { cause });
  }
}

interface ColumnReader {
  readonly name: string;
  readonly read: NodeReader;
}

function readersOf({ children }: SchemaTree, contract: Contract, source: string): readonly ColumnReader[] {
  matchColumns(children.map(({ element }) => element.name), contract.columns.map(({ name }) => name), unknownKeysOf(contract.schema) === 'passed-over', source);
  try {
    return contract.columns.map((column) => ({ name: column.name, read: nodeReader(children.find(({ element }) => element.name === column.name) as SchemaTree, column) }));
  } catch (error) {
    if (!(error instanceof UnsupportedNode)) throw error;
    throw new DwhPushError('DECODE_UNSUPPORTED', `The source ${source} has a type that the warehouse does not: ${error.message}.`);
  }
}

/** Places come from the file itself, which may be broken or cut off. */
function rangeOf(start: number, end: number, byteLength: number): [number, number] {
  const from = start < 0 ? byteLength + start : start;
  if (!(from >= 0 && from <= end && end <= byteLength)) throw new RangeError('The file names a place outside of itself.');
  return [from, end];
}

/** What the library throws may quote bytes of the file: only that it threw is passed on. */
function unreadable(source: string): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (DwhPushError.isInstance(error)) throw error;
      throw notParquet(source);
    }
  };
}

function notParquet(source: string): DwhPushError {
  return new DwhPushError('DECODE_UNSUPPORTED', `The source ${source} cannot be read as Parquet.`);
}

function put(values: unknown[], chunk: ArrayLike<unknown>, from: number): void {
  for (let index = 0; index < chunk.length; index += 1) values[from + index] = chunk[index];
}

function batchOf(columns: readonly ColumnReader[], values: ReadonlyMap<string, readonly unknown[]>, from: number, records: number, firstRecord: number): RowBatch {
  const rows: (Row | BrokenRow)[] = [];
  for (let index = from; index < from + records; index += 1) rows.push(rowOf(columns, values, index));
  return {
    firstRecord,
    rows,
    byteOffset: () => undefined,
    raw: (index) => displayJson(shown(columns, values, from + index)),
  };
}

/** The values as the warehouse would have them, so that the record can be read again; one that has none there stays as the file has it. */
function shown(columns: readonly ColumnReader[], values: ReadonlyMap<string, readonly unknown[]>, index: number): Record<string, unknown> {
  const cells = columns.map(({ name, read }): [string, unknown] => {
    const stored = values.get(name)?.[index];
    const cell = read(stored);
    return [name, cell instanceof BrokenRow ? stored : cell];
  });
  return Object.fromEntries(cells);
}

function rowOf(columns: readonly ColumnReader[], values: ReadonlyMap<string, readonly unknown[]>, index: number): Row | BrokenRow {
  // Without a prototype, a column may be called like anything that objects inherit.
  const value: Record<string, unknown> = Object.create(null);
  for (const { name, read } of columns) {
    const cell = read(values.get(name)?.[index]);
    if (cell instanceof BrokenRow) return new BrokenRow(cell.rule, name);
    value[name] = cell;
  }
  return { value };
}
