import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { recordByteOffset, type Batch } from '../../src/batch/batch.js';
import { cellText, isAbsent } from '../../src/batch/cell.js';
import { csvDialect } from '../../src/steps/decode/csv-dialect.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';
import { CsvEncoder } from '../../src/steps/stage/csv-encoder.js';

type Cell = string | null;

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Written {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly encoding: 'utf-8' | 'latin1';
  readonly ending: '\n' | '\r\n';
  readonly bom: boolean;
}

const bytesOf = (text: string, { encoding }: Written) => Buffer.from(text, encoding === 'latin1' ? 'latin1' : 'utf8');

/** A cell in a dialect; quoted where it has to be or `always` says so. */
function write(cell: Cell, { delimiter, quote }: Written, always: boolean): string {
  if (cell === null) return '';
  if (quote === '') return cell;
  return always || cell === '' || [delimiter, quote, '\r', '\n'].some((special) => cell.includes(special)) ? quote + cell.replaceAll(quote, () => quote + quote) + quote : cell;
}

/** What the file holds, and what is staged of it, read back. */
async function roundTrip(bytes: Buffer, columns: readonly string[], { delimiter, quote, header, encoding }: Written, pieces: number, fieldOfColumn?: readonly number[]) {
  const dialect = csvDialect('csv', { delimiter, quote, encoding });
  const file = { dialect, header, ...(fieldOfColumn === undefined ? {} : { fieldOfColumn }) };
  const decoded = await decodeCsv(inPieces(bytes, pieces), columns, 'test.csv', file);
  const encoder = new CsvEncoder(decoded.fieldOfColumn.map((field) => ({ field, nullable: true })), columns.length, '\\N');
  const staged: Buffer[] = [];
  const offsets: number[] = [];
  const cells: Cell[][] = [];
  const valid: boolean[] = [];
  for await (const batch of decoded.batches) {
    encoder.encode(batch, (from, start, end) => staged.push(Buffer.from(from.subarray(start, end))));
    valid.push(batch.validUtf8);
    for (let record = 0; record < batch.records; record += 1) {
      offsets.push(recordByteOffset(batch, record));
      cells.push(cellsOf(batch, record, decoded.fieldOfColumn));
    }
  }
  const again = await decodeCsv(inPieces(Buffer.concat(staged), 1000), columns, 'staged', { header: false });
  const stagedCells: Cell[][] = [];
  for await (const batch of again.batches) for (let record = 0; record < batch.records; record += 1) stagedCells.push(cellsOf(batch, record, again.fieldOfColumn));
  return { cells, offsets, stagedCells, valid };
}

const cellsOf = (batch: Batch, record: number, fields: readonly number[]): Cell[] => fields.map((field) => (isAbsent(batch, record * batch.width + field) ? null : cellText(batch, record * batch.width + field)));

const character = fc.integer({ min: 1, max: 0x7f }).map((code) => String.fromCharCode(code)).filter((one) => !/[\r\na-z0-9_]/.test(one));
const written: fc.Arbitrary<Written> = fc
  .record({
    delimiter: fc.oneof(fc.constantFrom(',', '\t', ';', '|', ' ', '\u0001'), character),
    quote: fc.oneof(fc.constantFrom('"', "'", ''), character),
    header: fc.boolean(),
    encoding: fc.constantFrom('utf-8', 'latin1'),
    ending: fc.constantFrom('\n', '\r\n'),
    bom: fc.boolean(),
  } as const)
  .filter(({ delimiter, quote }) => delimiter !== quote);

const table = fc.record({ written, width: fc.integer({ min: 2, max: 4 }), always: fc.boolean(), pieces: fc.integer({ min: 1, max: 40 }) }).chain(({ written: how, width, ...rest }) => {
  const plain = how.encoding === 'latin1' ? fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 8 }) : fc.string({ unit: 'binary', maxLength: 8 });
  const specials = fc.string({ unit: fc.constantFrom(how.delimiter, how.quote === '' ? '"' : how.quote, ',', '"', '\r', '\n', '\u00e9', 'a'), maxLength: 6 });
  // What is never quoted cannot hold what would end it, nor be the empty string.
  const cell = fc.oneof(plain, specials).map((text) => (how.quote === '' ? text.replaceAll(how.delimiter, '_').replaceAll(/[\r\n]/g, '_') || '_' : text));
  const rows = fc.array(fc.array(fc.option(cell, { nil: null, freq: 4 }), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 });
  return fc.record({ how: fc.constant(how), width: fc.constant(width), rows, always: fc.constant(rest.always), pieces: fc.constant(rest.pieces) });
});

describe('a CSV in another dialect', () => {
  it('has the same cells, is staged as the same cells, and each record keeps its place in the file', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ how, width, rows, always, pieces }) => {
        const names = Array.from({ length: width }, (_, index) => `c${index}`);
        const lines = rows.map((row) => row.map((cell) => write(cell, how, always)).join(how.delimiter) + how.ending);
        const header = how.header ? names.join(how.delimiter) + how.ending : '';
        const bom = how.bom && how.encoding === 'utf-8' ? '\ufeff' : '';
        // In a file without a mark, a first character like one would be taken for it.
        fc.pre(!(bom + header + lines.join('')).startsWith('\ufeff') || bom !== '');
        fc.pre(!(how.encoding === 'latin1' && (header + lines.join('')).startsWith('\u00ef\u00bb\u00bf')));
        const bytes = bytesOf(bom + header + lines.join(''), how);
        const { cells, offsets, stagedCells, valid } = await roundTrip(bytes, names, how, pieces);
        expect(cells).toEqual(rows);
        expect(stagedCells).toEqual(rows.map((row) => row.map((cell) => cell ?? '\\N')));
        expect(valid.every(Boolean)).toBe(true);
        let at = bytesOf(bom + header, how).length;
        expect(offsets).toEqual(lines.map((line) => (at += bytesOf(line, how).length) - bytesOf(line, how).length));
      }),
      { numRuns: 600 },
    );
  });

  it('may have its columns in another order than the file before it', async () => {
    const how: Written = { delimiter: ',', quote: '"', header: true, encoding: 'utf-8', ending: '\n', bom: false };
    const { cells, stagedCells, offsets } = await roundTrip(Buffer.from('c,a,b\n3,"1,x",\n6,4,"5""y"\n'), ['a', 'b', 'c'], how, 1000, [1, 0, 2]);
    expect(cells).toEqual([['1,x', null, '3'], ['4', '5"y', '6']]);
    expect(stagedCells).toEqual([['1,x', '\\N', '3'], ['4', '5"y', '6']]);
    expect(offsets).toEqual([6, 15]);
  });
});
