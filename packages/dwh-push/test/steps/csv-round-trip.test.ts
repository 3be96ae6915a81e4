import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Batch } from '../../src/batch/batch.js';
import { cellText, isAbsent } from '../../src/batch/cell.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';
import { CsvEncoder } from '../../src/steps/stage/csv-encoder.js';

type Cell = string | null;

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decode(text: string, columns: readonly string[], pieces = 7): Promise<{ cells: Cell[][]; malformed: Batch['malformed'][number][] }> {
  const { batches, fieldOfColumn } = await decodeCsv(inPieces(Buffer.from(text), pieces), columns, 'test.csv');
  const cells: Cell[][] = [];
  const malformed: Batch['malformed'][number][] = [];
  for await (const batch of batches) {
    malformed.push(...batch.malformed);
    for (let record = 0; record < batch.records; record += 1) {
      cells.push(fieldOfColumn.map((field) => (isAbsent(batch, record * batch.width + field) ? null : cellText(batch, record * batch.width + field))));
    }
  }
  return { cells, malformed };
}

/** Writes a cell the way RFC 4180 allows, choosing quotes where `quoted` says so or the text needs them. */
function write(cell: Cell, quoted: boolean): string {
  if (cell === null) return '';
  return quoted || cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const cell = fc.option(fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.stringMatching(/^[",\r\na\u00e9]{0,8}$/)), { nil: null, freq: 4 });
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.record({ width: fc.constant(width), rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 }), quoted: fc.boolean(), ending: fc.constantFrom('\n', '\r\n'), last: fc.boolean(), bom: fc.boolean(), pieces: fc.integer({ min: 1, max: 64 }) }));

describe('reading CSV', () => {
  it('gives back every cell, however it is written and however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ width, rows, quoted, ending, last, bom, pieces }) => {
        const names = Array.from({ length: width }, (_, index) => `c${index}`);
        const lines = [names.join(','), ...rows.map((row) => row.map((text) => write(text, quoted)).join(','))];
        const { cells, malformed } = await decode((bom ? '\ufeff' : '') + lines.join(ending) + (last ? ending : ''), names, pieces);
        expect(malformed).toEqual([]);
        // A last line of nothing at all is no line.
        expect(cells).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it('is staged as CSV that reads back as the same cells in the order of the table', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.infiniteStream(fc.nat()), async ({ width, rows, quoted, ending }, chance) => {
        const names = Array.from({ length: width }, (_, index) => `c${index}`);
        const order = names.map((_, index) => index).sort(() => ((chance.next().value as number) % 2 === 0 ? 1 : -1));
        const text = [names.join(','), ...rows.map((row) => row.map((value) => write(value, quoted)).join(','))].join(ending);
        const { batches } = await decodeCsv(inPieces(Buffer.from(text), 16), names, 'test.csv');
        const encoder = new CsvEncoder(order.map((field) => ({ field, nullable: true })), width, '\\N:test');
        const staged: Buffer[] = [];
        for await (const batch of batches) encoder.encode(batch, (bytes, start, end) => staged.push(Buffer.from(bytes.subarray(start, end))));
        const { cells } = await decode(`${order.map((index) => names[index]).join(',')}\n${Buffer.concat(staged).toString()}`, order.map((index) => names[index] as string));
        expect(cells).toEqual(rows.map((row) => order.map((index) => row[index] ?? '\\N:test')));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a field too few', 'a,b\n1\n', 'field_count', 1],
    ['a field too many', 'a,b\n1,2\n1,2,3\n', 'field_count', 2],
    ['a quote inside a bare field', 'a,b\n1,x"y\n', 'quote', 1],
    ['text behind a closing quote', 'a,b\n1,2\n"x"y,2\n', 'quote', 2],
    ['an unclosed quote', 'a,b\n1,2\n1,"2\n3,4\n', 'unclosed_quote', 2],
    ['a bare carriage return', 'a,b\n1,x\ry\n', 'line_ending', 1],
  ])('reports %s', async (_, text, rule, record) => {
    const { malformed } = await decode(text, ['a', 'b']);
    expect(malformed.map((found) => [found.rule, found.record])).toEqual([[rule, record]]);
  });

  it('passes over empty lines where records have several fields, and reads them as records where they have one', async () => {
    expect((await decode('a,b\n1,2\n\n3,4\n\n\n', ['a', 'b'])).cells).toEqual([['1', '2'], ['3', '4']]);
    expect((await decode('a\n1\n\n3\n', ['a'])).cells).toEqual([['1'], [null], ['3']]);
  });

  it('counts the records behind a ragged one on', async () => {
    const { malformed } = await decode('a,b\n1\n1,2\n1\n', ['a', 'b'], 1000);
    expect(malformed.map(({ record, byteOffset }) => [record, byteOffset])).toEqual([[1, 4], [3, 10]]);
  });
});
