import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { recordByteOffset, recordNumber, type Malformed } from '../../src/batch/batch.js';
import { cellText } from '../../src/batch/cell.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';
import { readLines } from '../../src/steps/decode/read-lines.js';
import { CsvEncoder } from '../../src/steps/stage/csv-encoder.js';
import { peek } from '../../src/shared/peek.js';
import { rechunk } from '../../src/shared/rechunk.js';

/** Gives every chunk in the same buffer, as a source may: what was given before is overwritten. */
async function* inOneBuffer(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size));
  buffer.fill('#');
}

const KB = 1024;
const chunkBytes = fc.integer({ min: 8 * KB, max: 900 * KB });
/** Lengths of the text of a record: most are short, some are longer than any batch. */
const lengths = fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 20 * KB }) }, { weight: 1, arbitrary: fc.integer({ min: 200 * KB, max: 1200 * KB }) }), { minLength: 20, maxLength: 80 });

describe('a CSV of many batches', () => {
  it('has each record once, at its place, whatever the batches and chunks cut through', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, chunkBytes, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (texts, size, ending, quoted) => {
        const rows = texts.map((length, index) => [`${index}`, quoted ? `"${'a,\n""'.repeat(length / 5)}"` : 'x'.repeat(length)]);
        const file = Buffer.from(['id,text', ...rows.map((row) => row.join(','))].join(ending));
        const { batches } = await decodeCsv(inOneBuffer(file, size), ['id', 'text'], 'test.csv');
        const encoder = new CsvEncoder([{ field: 0, nullable: true }, { field: 1, nullable: true }], 2, 'NULL');
        const staged: string[] = [];
        let seen = 0;
        for await (const batch of batches) {
          for (let record = 0; record < batch.records; record += 1) {
            expect([cellText(batch, record * 2), recordNumber(batch, record)]).toEqual([`${seen}`, seen + 1]);
            expect(file.toString('latin1', recordByteOffset(batch, record)).startsWith(`${seen},`)).toBe(true);
            seen += 1;
          }
          encoder.encode(batch, (bytes, start, end) => staged.push(bytes.toString('latin1', start, end)));
        }
        expect(seen).toBe(rows.length);
        expect(staged.join('') === rows.map(([id, text]) => `${id},${text === '' ? 'NULL' : text}\n`).join('')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('ends where records cannot be told apart any more', async () => {
    const file = Buffer.from(`a,b\n1,2\n3,x"y\n${'4,5\n'.repeat(500_000)}`);
    const { batches } = await decodeCsv(inOneBuffer(file, 64 * KB), ['a', 'b'], 'test.csv');
    const found: Malformed[] = [];
    let records = 0;
    for await (const batch of batches) {
      found.push(...batch.malformed);
      records += batch.records;
    }
    expect(records).toBe(1);
    expect(found).toMatchObject([{ record: 2, byteOffset: 8, field: 1, rule: 'quote', fatal: true }]);
  });
});

describe('a chunk that is valid until the next one', () => {
  it('is kept by nobody for longer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 }), async (array, size, wanted) => {
        const bytes = Buffer.from(array);
        const { head, whole } = await peek(inOneBuffer(bytes, size), wanted);
        expect(head.equals(bytes.subarray(0, head.length))).toBe(true);
        expect((await gathered(whole)).equals(bytes)).toBe(true);
        expect((await gathered(rechunk(inOneBuffer(bytes, size), wanted))).equals(bytes)).toBe(true);
        const lines: Buffer[] = [];
        for await (const run of readLines(inOneBuffer(bytes, size))) lines.push(run.bytes);
        expect(Buffer.concat(lines).toString('hex')).toBe(bytes.toString('hex'));
      }),
      { numRuns: 300 },
    );
  });
});

async function gathered(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}
