import { describe, expect, it } from 'vitest';

import { BrokenRow, type RowBatch } from '../../src/batch/row-batch.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';
import { decodeIterable } from '../../src/steps/decode/decode-iterable.js';
import { decodeNdjson } from '../../src/steps/decode/decode-ndjson.js';
import { rowsOfCsv } from '../../src/steps/decode/rows-of-csv.js';
import { decimalText } from '../../src/steps/validate/rows/decimal-text.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Seen {
  readonly record: number;
  readonly byteOffset: number | undefined;
  readonly raw: string;
  readonly broken: string | undefined;
}

async function seen(batches: AsyncIterable<RowBatch>): Promise<Seen[]> {
  const records: Seen[] = [];
  for await (const batch of batches) {
    let index = 0;
    for (const row of batch.rows) {
      records.push({ record: batch.firstRecord + index, byteOffset: batch.byteOffset(index), raw: batch.raw(index).toString(), broken: row instanceof BrokenRow ? row.rule : undefined });
      index += 1;
    }
  }
  return records;
}

describe('row batches', () => {
  it.each([1, 3, 1000])('know the number, place and text of each line of JSON (pieces of %i bytes)', async (size) => {
    const bytes = Buffer.from('\ufeff{"a":1}\r\n\n{"é":\n [1]');
    expect(await seen(decodeNdjson(inPieces(bytes, size), { exactNumbers: true }))).toEqual([
      { record: 1, byteOffset: 3, raw: '{"a":1}\r', broken: undefined },
      { record: 2, byteOffset: 13, raw: '{"é":', broken: 'json' },
      { record: 3, byteOffset: 20, raw: ' [1]', broken: undefined },
    ]);
  });

  it('know them of each record of CSV, among records that are none', async () => {
    const { batches, fieldOfColumn } = await decodeCsv(inPieces(Buffer.from('b,a\n1,x\n1\n"2","y\nz"\n'), 5), ['a', 'b'], 'test.csv');
    expect(await seen(rowsOfCsv(batches, { fieldOfColumn, columns: ['a', 'b'] }))).toEqual([
      { record: 1, byteOffset: 4, raw: '1,x', broken: undefined },
      { record: 2, byteOffset: 8, raw: '1', broken: 'field_count' },
      { record: 3, byteOffset: 10, raw: '"2","y\nz"', broken: undefined },
    ]);
  });

  it('write rows of a program as JSON, whatever they hold', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const rows: unknown[] = [{ a: 1n, b: Buffer.from('x'), c: Number.NaN, d: new Date(0) }, undefined, cyclic];
    expect((await seen(decodeIterable(rows, undefined))).map(({ raw }) => raw)).toEqual([
      '{"a":{"$type":"bigint","value":"1"},"b":{"$type":"bytes","value":"eA=="},"c":{"$type":"number","value":"NaN"},"d":{"$type":"date","value":"1970-01-01T00:00:00.000Z"}}',
      '{"$type":"undefined"}',
      '{"self":{"$type":"unreadable"}}',
    ]);
  });

  it('end where a line is longer than any record may be, and hold no more than that', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let read = 0;
    async function* endless() {
      yield Buffer.from('{}\n');
      for (;;) {
        read += 1;
        yield chunk;
      }
    }
    expect((await seen(decodeNdjson(endless(), { exactNumbers: false }))).map(({ record, byteOffset, broken }) => [record, byteOffset, broken])).toEqual([[1, 0, undefined], [2, 3, 'record_size']]);
    expect(read).toBeLessThan(110);
  });

  it.each([
    ['1.50e2', '150'],
    ['-0.0', '0'],
    ['1E-3', '0.001'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
    ['12e-1', '1.2'],
    ['0.10', '0.1'],
    ['1e400', undefined],
    ['x', undefined],
  ])('write the number %s without an exponent', (text, plain) => {
    expect(decimalText(text)).toBe(plain);
  });
});
