import type { SourcePart } from '../../batch/source-part.js';
import { DwhPushError } from '../../errors.js';
import { decodeCsv, type Decoded } from './decode-csv.js';
import { csvDialect } from './csv-dialect.js';
import { openPart, type OpenPart } from './open-part.js';
import type { Reading } from './reading.js';

interface DecodeOptions {
  readonly reading: Reading;
  /** The names of the contract's columns. */
  readonly columns: readonly string[];
}

/**
 * Turns the files of a source into batches of records, one file after the other. All are of one format; each CSV has a header line of its own.
 *
 * @throws DwhPushError of the step `decode`, and what the parts throw
 */
export async function decode(parts: readonly SourcePart[], options: DecodeOptions): Promise<Decoded> {
  const several = parts.length > 1;
  const [part, ...rest] = parts as [SourcePart, ...SourcePart[]];
  const opened = await openPart(part, options.reading, options.columns);
  const first = await decodePart(opened, options, { named: several });
  return { fieldOfColumn: first.fieldOfColumn, batches: oneAfterTheOther(first, opened, rest, options) };
}

async function* oneAfterTheOther(first: Decoded, { format }: OpenPart, rest: readonly SourcePart[], options: DecodeOptions): Decoded['batches'] & AsyncGenerator {
  yield* first.batches;
  for (const part of rest) {
    const opened = await openPart(part, options.reading, options.columns);
    if (opened.format !== format) {
      await opened.bytes.return(undefined);
      throw new DwhPushError('DECODE_UNSUPPORTED', `${part.name} is ${opened.format}, and the first object is ${format}: one push reads one format.`);
    }
    yield* (await decodePart(opened, options, { named: true, fieldOfColumn: first.fieldOfColumn })).batches;
  }
}

async function decodePart({ name, format, bytes }: OpenPart, { reading, columns }: DecodeOptions, { named, fieldOfColumn }: { named: boolean; fieldOfColumn?: readonly number[] }): Promise<Decoded> {
  if (format === 'ndjson' || format === 'parquet') {
    await bytes.return(undefined);
    throw new DwhPushError('DECODE_UNSUPPORTED', `The source ${name} is ${format}; this version reads CSV and TSV.`);
  }
  return decodeCsv(bytes, columns, name, {
    dialect: csvDialect(format, reading.csv),
    header: reading.csv?.header ?? true,
    ...(named ? { object: name } : {}),
    ...(fieldOfColumn === undefined ? {} : { fieldOfColumn }),
  });
}
