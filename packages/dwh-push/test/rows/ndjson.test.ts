import { column } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();

const Numbers = z.object({ id: z.int(), big: z.int64().nullish(), price: column.numeric().nullish(), extra: column.json().nullish(), rate: z.number().nullish() });

describe('newline-delimited JSON', () => {
  it('keeps every digit of numbers', async () => {
    const lines = [
      '{"id":1,"big":9223372036854775807,"price":12345678901234567890.123456789,"extra":{"n":123456789012345678,"x":[1.5,1e2]},"rate":0.1}',
      '{"id":2,"big":"-9223372036854775808","price":"0.000000001","extra":[9007199254740993,"9007199254740993"],"rate":1e300}',
      '{"id":3,"big":9007199254740992,"price":1.50e1,"extra":"x"}',
      '{"id":4,"big":12,"price":-0.5,"extra":false,"rate":12345678901234567890}',
      '{"id":9007199254740991,"extra":null}',
    ];
    await warehouse.push({ source: await warehouse.file(lines.join('\n'), 'numbers.jsonl'), table: 'lines.numbers', schema: Numbers });
    expect(await warehouse.query('SELECT id, CAST(big AS STRING) AS big, CAST(price AS STRING) AS price, TO_JSON_STRING(extra) AS extra, rate FROM lines.numbers ORDER BY id')).toEqual([
      { id: 1, big: '9223372036854775807', price: '12345678901234567890.123456789', extra: '{"n":123456789012345678,"x":[1.5,100]}', rate: 0.1 },
      { id: 2, big: '-9223372036854775808', price: '0.000000001', extra: '[9007199254740993,"9007199254740993"]', rate: 1e300 },
      { id: 3, big: '9007199254740992', price: '15', extra: '"x"', rate: null },
      { id: 4, big: '12', price: '-0.5', extra: 'false', rate: 12345678901234567890 },
      { id: 9007199254740991, big: null, price: null, extra: 'null', rate: null },
    ]);
  });

  it.each([1, 7, 1000])('goes on behind a line that is none, in any line endings (%i lines around it)', async (around) => {
    const good = Array.from({ length: around }, () => '{"a":1}');
    const text = ['\ufeff{"a":1}', ...good, '', '{"a":', ' \t', 'NaN', '{"a":"é"}', '[]', '{"a":1,"b":2}', ...good, '"x"'].join('\r\n');
    const error = await warehouse.failure({ source: await warehouse.file(text), format: 'ndjson', table: 'lines.never', schema: z.object({ a: z.int() }) });
    expect(error).toMatchObject({ code: 'DATA_REJECTED', step: 'decode', committed: 'no' });
    expect(error.rejects?.total).toBe(6);
    expect(error.rejects?.listed.map(({ record, rule }) => [record - around, rule])).toEqual([[2, 'json'], [3, 'json'], [4, 'invalid_type'], [5, 'object'], [6, 'unrecognized_keys'], [7 + around, 'object']]);
    const bytes = Buffer.from(text);
    for (const { byteOffset, rule } of error.rejects?.listed ?? []) {
      const line = bytes.subarray(byteOffset).toString().split('\r\n')[0];
      expect([bytes[(byteOffset as number) - 1], rule === 'json' ? ['{"a":', 'NaN'].includes(line as string) : true]).toEqual([0x0a, true]);
    }
    expect(error.receipt).toMatchObject({ rowsRead: 2 * around + 7, rowsRejected: 6, sourceBytes: bytes.length });
  });

  it('refuses lines that are not UTF-8, and escapes of half a character', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"ok"}\n{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}\n{"a":"\\ud800"}\n{"a":"\\u0000"}')]);
    const error = await warehouse.failure({ source: await warehouse.file(bytes), format: 'ndjson', table: 'lines.never', schema: z.object({ a: z.string() }) });
    expect(error.rejects?.listed).toEqual([{ record: 2, byteOffset: 11, rule: 'utf8' }, { record: 3, byteOffset: 23, column: 'a', rule: 'surrogate' }]);
  });

  it('reads what JSON has no type for from its text', async () => {
    const schema = z.object({ at: z.date(), raw: column.bytes(), f: column.float64(), n: z.coerce.bigint(), nested: z.array(z.object({ at: z.date(), big: z.bigint() })) });
    const text = '{"at":"2024-02-29T12:00:00.123+02:00","raw":"AP8=","f":"-Infinity","n":"12345678901234567","nested":[{"at":"1969-12-31 23:59:59Z","big":9007199254740993}]}';
    await warehouse.push({ source: await warehouse.file(text), format: 'ndjson', table: 'lines.texts', schema });
    expect(await warehouse.query("SELECT FORMAT_TIMESTAMP('%FT%H:%M:%E3S', `at`) AS day, TO_HEX(raw) AS raw, f, CAST(n AS STRING) AS n FROM lines.texts")).toEqual([{ day: '2024-02-29T10:00:00.123', raw: '00ff', f: Number.NEGATIVE_INFINITY, n: '12345678901234567' }]);
    const error = await warehouse.failure({ source: await warehouse.file(text.replace('.123+', '.1234+')), format: 'ndjson', table: 'lines.texts', schema });
    expect(error.rejects?.listed).toEqual([{ record: 1, byteOffset: 0, column: 'at', rule: 'timestamp' }]);
  });

  it('is told by its name or by the option, and holds nothing where it is empty', async () => {
    const schema = z.object({ a: z.int() });
    expect((await warehouse.failure({ source: await warehouse.file(' \n\n', 'empty.ndjson'), table: 'lines.empty', schema })).code).toBe('DATA_EMPTY');
    expect((await warehouse.failure({ source: 'x.csv', format: 'xml' as never, table: 'lines.empty', schema })).message).toContain('format: it is one of csv, tsv, ndjson, parquet');
    expect((await warehouse.push({ source: await warehouse.file('a\n1\n', 'odd.ndjson'), format: 'csv', table: 'lines.odd', schema })).rowsLoaded).toBe(1);
  });
});
