import type { RowBatch, RowForm } from '../../batch/row-batch.js';
import type { SourcePart } from '../../batch/source-part.js';
import type { Contract } from '../../contract/contract.js';
import { hasExactColumns } from '../../contract/exact-columns.js';
import { DwhPushError } from '../../errors.js';
import { csvDialect } from './csv-dialect.js';
import { decodeCsv, type DecodedCsv } from './decode-csv.js';
import { decodeIterable } from './decode-iterable.js';
import { decodeNdjson } from './decode-ndjson.js';
import { openPart, type OpenPart } from './open-part.js';
import { decodeParquet } from './parquet/decode-parquet.js';
import type { Reading } from './reading.js';
import { rowsOfCsv } from './rows-of-csv.js';

/** Records as places in bytes, or as values where bytes cannot express what the contract asks. */
export type Decoded =
  | ({ readonly kind: 'fields' } & DecodedCsv)
  | { readonly kind: 'rows'; readonly form: RowForm; readonly batches: AsyncIterable<RowBatch> };

interface DecodeOptions {
  readonly reading: Reading;
  readonly contract: Contract;
  readonly signal: AbortSignal;
}

/** What is decoded: rows as they are, or files one after the other. */
export interface DecodeInput {
  readonly rows?: Iterable<unknown> | AsyncIterable<unknown>;
  readonly parts: readonly SourcePart[];
}

/**
 * Turns a source into batches of records. Files are all of one format; each CSV has a header line of its own.
 *
 * @throws DwhPushError of the step `decode`, and what the source throws
 */
export async function decode({ rows, parts }: DecodeInput, options: DecodeOptions): Promise<Decoded> {
  if (rows !== undefined) return { kind: 'rows', form: 'values', batches: decodeIterable(rows, options.signal) };
  const [part, ...rest] = parts as [SourcePart, ...SourcePart[]];
  const columns = namesOf(options.contract);
  const opened = await openPart(part, options.reading, columns);
  const named = rest.length > 0;
  switch (opened.format) {
    case 'csv':
    case 'tsv':
      return decodeText(opened, rest, options, named);
    case 'ndjson':
      return { kind: 'rows', form: 'json', batches: overParts(opened, rest, options, (next) => decodeNdjson(next.bytes, { exactNumbers: hasExactColumns(options.contract.schema), ...objectOf(next, named) })) };
    case 'parquet':
      return { kind: 'rows', form: 'json', batches: overParts(opened, rest, options, (next) => decodeParquet(next, options.contract, objectOf(next, named))) };
  }
}

async function decodeText(opened: OpenPart, rest: readonly SourcePart[], options: DecodeOptions, named: boolean): Promise<Decoded> {
  const { contract, reading } = options;
  const columns = namesOf(contract);
  const nested = contract.columns.filter(({ fields, mode }) => fields !== undefined || mode === 'REPEATED').map(({ name }) => `"${name}"`);
  if (nested.length > 0) {
    await opened.bytes.return(undefined);
    throw new DwhPushError('CONTRACT_UNSUPPORTED', `A CSV has no nested columns, and the contract has ${nested.join(', ')}: push rows, newline-delimited JSON or Parquet.`, { step: 'decode' });
  }
  const decodePart = (part: OpenPart, fieldOfColumn?: readonly number[]) =>
    decodeCsv(part.bytes, columns, part.name, {
      dialect: csvDialect(part.format as 'csv' | 'tsv', reading.csv),
      header: reading.csv?.header ?? true,
      ...objectOf(part, named),
      ...(fieldOfColumn === undefined ? {} : { fieldOfColumn }),
    });
  const { fieldOfColumn, batches: first } = await decodePart(opened);
  const batches = overParts(opened, rest, options, async function* (part) {
    yield* part === opened ? first : (await decodePart(part, fieldOfColumn)).batches;
  });
  return contract.way === 'bytes' ? { kind: 'fields', fieldOfColumn, batches } : { kind: 'rows', form: 'cells', batches: rowsOfCsv(batches, { fieldOfColumn, columns }) };
}

/** Reads the first file, which is open already, and then the others. */
async function* overParts<Records>(opened: OpenPart, rest: readonly SourcePart[], { reading, contract }: DecodeOptions, read: (part: OpenPart) => AsyncIterable<Records>): AsyncGenerator<Records> {
  yield* read(opened);
  for (const part of rest) {
    const next = await openPart(part, reading, namesOf(contract));
    if (next.format !== opened.format) {
      await next.bytes.return(undefined);
      throw new DwhPushError('DECODE_UNSUPPORTED', `${part.name} is ${next.format}, and the first object is ${opened.format}: one push reads one format.`);
    }
    yield* read(next);
  }
}

function objectOf({ name }: OpenPart, named: boolean): { readonly object?: string } {
  return named ? { object: name } : {};
}

function namesOf({ columns }: Contract): readonly string[] {
  return columns.map(({ name }) => name);
}
