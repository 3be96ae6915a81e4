import { describe, expect, it } from 'vitest';

import { cellText, isAbsent } from '../../src/batch/cell.js';
import type { Malformed } from '../../src/batch/batch.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  readonly cells: (string | null)[][];
  readonly rules: Malformed['rule'][];
  readonly validUtf8: boolean;
}

/** However the bytes arrive, they have to read the same. */
async function read(bytes: Buffer | string, columns = ['aaa', 'bbb', 'ccc'], header = true): Promise<Read> {
  const results: Read[] = [];
  for (const size of [1, 2, 3, 5, 1000]) {
    const { batches, fieldOfColumn } = await decodeCsv(inPieces(Buffer.from(bytes as string), size), columns, 'test.csv', { header });
    const cells: (string | null)[][] = [];
    const rules: Malformed['rule'][] = [];
    let validUtf8 = true;
    for await (const batch of batches) {
      validUtf8 &&= batch.validUtf8;
      rules.push(...batch.malformed.map(({ rule }) => rule));
      for (let record = 0; record < batch.records; record += 1) cells.push(fieldOfColumn.map((field) => (isAbsent(batch, record * batch.width + field) ? null : cellText(batch, record * batch.width + field))));
    }
    results.push({ cells, rules, validUtf8 });
  }
  for (const result of results) expect(result).toEqual(results[0]);
  return results[0] as Read;
}

const HEADER = 'aaa,bbb,ccc\r\n';

/** The words are those of the definition of the format: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
describe('RFC 4180, section 2', () => {
  it.each<[string, string, (string | null)[][]]>([
    ['1. Each record is located on a separate line, delimited by a line break (CRLF)', 'zzz,yyy,xxx\r\n111,222,333\r\n', [['zzz', 'yyy', 'xxx'], ['111', '222', '333']]],
    ['2. The last record in the file may or may not have an ending line break', 'zzz,yyy,xxx\r\n111,222,333', [['zzz', 'yyy', 'xxx'], ['111', '222', '333']]],
    ['4. Spaces are considered part of a field and should not be ignored', ' zzz, yyy ,xxx \r\n', [[' zzz', ' yyy ', 'xxx ']]],
    ['5. Each field may or may not be enclosed in double quotes', '"zzz",yyy,"xxx"\r\n', [['zzz', 'yyy', 'xxx']]],
    ['6. Fields containing line breaks (CRLF), double quotes, and commas should be enclosed in double-quotes', 'zzz,"b\r\nb","x,x"\r\n', [['zzz', 'b\r\nb', 'x,x']]],
    ['7. A double-quote appearing inside a field must be escaped by preceding it with another double quote', '"aaa","b""bb","""c"""\r\n', [['aaa', 'b"bb', '"c"']]],
    ['(beside it) a field of nothing but an escaped double quote', '"""","""""",x\r\n', [['"', '""', 'x']]],
    ['(beside it) a quoted field at the end of the file', 'zzz,yyy,"x\n"', [['zzz', 'yyy', 'x\n']]],
    ['(beside it) empty fields, bare and enclosed', ',"",\r\n', [[null, '', null]]],
  ])('%s', async (_, text, cells) => {
    expect(await read(HEADER + text)).toEqual({ cells, rules: [], validUtf8: true });
  });

  it('3. There maybe an optional header line appearing as the first line of the file with the same format as normal record lines', async () => {
    expect((await read('"ccc","aaa",bbb\r\n3,1,2\r\n')).cells).toEqual([['1', '2', '3']]);
    expect((await read('1,2,3\r\n', undefined, false)).cells).toEqual([['1', '2', '3']]);
    expect((await read('"a,""a\r\n",b\r\n1,2\r\n', ['a,"a\r\n', 'b'])).cells).toEqual([['1', '2']]);
  });

  it.each<[string, string, Malformed['rule']]>([
    ['4. Each line should contain the same number of fields throughout the file', 'zzz,yyy\r\n', 'field_count'],
    ['4. The last field in the record must not be followed by a comma', 'zzz,yyy,xxx,\r\n', 'field_count'],
    ['5. If fields are not enclosed with double quotes, then double quotes may not appear inside the fields', 'z"zz,yyy,xxx\r\n', 'quote'],
  ])('%s: otherwise it is a reject', async (_, text, rule) => {
    expect(await read(HEADER + text)).toMatchObject({ cells: [], rules: [rule] });
  });
});

/** The words are those of https://www.rfc-editor.org/rfc/rfc3629 and of Markus Kuhn's stress test for decoders of UTF-8. */
describe('UTF-8', () => {
  const line = (...bytes: number[]) => Buffer.concat([Buffer.from(HEADER), Buffer.from('1,'), Buffer.from(bytes), Buffer.from(',3\r\n')]);

  it.each<[string, number[]]>([
    ['the first possible sequence of 2 bytes', [0xc2, 0x80]],
    ['the last possible sequence of 2 bytes', [0xdf, 0xbf]],
    ['the first possible sequence of 3 bytes', [0xe0, 0xa0, 0x80]],
    ['the last code position before the surrogates', [0xed, 0x9f, 0xbf]],
    ['the first code position after the surrogates', [0xee, 0x80, 0x80]],
    ['a noncharacter, U+FFFF', [0xef, 0xbf, 0xbf]],
    ['the first possible sequence of 4 bytes', [0xf0, 0x90, 0x80, 0x80]],
    ['the last code position, U+10FFFF', [0xf4, 0x8f, 0xbf, 0xbf]],
    ['a byte order mark inside a field', [0x61, 0xef, 0xbb, 0xbf]],
    ['NUL', [0x00]],
  ])('%s is text, at every border of chunks', async (_, bytes) => {
    const { cells, validUtf8 } = await read(line(...bytes));
    expect(validUtf8).toBe(true);
    expect(Buffer.from(cells[0]?.[1] ?? '')).toEqual(Buffer.from(bytes));
  });

  it.each<[string, number[]]>([
    ['an unexpected continuation byte', [0x80]],
    ['a lonely start character', [0xc3]],
    ['a sequence with the last byte missing', [0xe2, 0x82]],
    ['a sequence of 4 bytes with the last byte missing', [0xf0, 0x9f, 0x98]],
    ['impossible bytes', [0xfe, 0xff]],
    ['an overlong slash of 2 bytes', [0xc0, 0xaf]],
    ['an overlong slash of 3 bytes', [0xe0, 0x80, 0xaf]],
    ['an overlong slash of 4 bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a maximum overlong sequence', [0xc1, 0xbf]],
    ['a single UTF-16 surrogate, high', [0xed, 0xa0, 0x80]],
    ['a single UTF-16 surrogate, low', [0xed, 0xbf, 0xbf]],
    ['paired UTF-16 surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['a code position beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence of 5 bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ])('%s is not text, at every border of chunks', async (_, bytes) => {
    expect((await read(line(...bytes))).validUtf8).toBe(false);
  });
});
