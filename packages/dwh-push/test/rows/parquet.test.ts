import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import { column } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { scaledText } from '../../src/steps/decode/parquet/scaled-text.js';
import { dayText, instantText, timeOfDayText } from '../../src/steps/decode/parquet/time-texts.js';
import { serve } from '../support/file-server.js';
import { useWarehouse } from '../support/warehouse.js';
import { writeParquet } from './support/write-parquet.js';

const warehouse = useWarehouse();

const Everything = z.object({
  id: z.int(),
  text: z.string().nullable(),
  big: z.int64().nullable(),
  price: column.numeric().nullable(),
  small_price: column.numeric().nullable(),
  rate: z.number().nullable(),
  any_rate: column.float64().nullable(),
  live: z.boolean().nullable(),
  raw: column.bytes().nullable(),
  day: z.iso.date().nullable(),
  hour: column.time().nullable(),
  moment: column.timestamp().nullable(),
  local: column.datetime().nullable(),
  instant: z.date().nullable(),
  unsigned: z.int().nullable(),
  key: z.uuid().nullable(),
  lines: z.array(z.object({ sku: z.string(), price: column.numeric().nullable(), tags: z.array(z.string()) })),
  address: z.object({ city: z.string().optional(), geo: z.object({ lat: z.number() }).nullable() }).nullable(),
});

const SELECT = `
  SELECT 1 AS id, 'é"😀' || chr(10) AS text, 9223372036854775807 AS big, 99999999999999999999999999999.999999999::DECIMAL(38,9) AS price, -0.01::DECIMAL(4,2) AS small_price,
    0.1::DOUBLE AS rate, 'nan'::DOUBLE AS any_rate, true AS live, '\\x00\\xFF'::BLOB AS raw, DATE '0001-01-01' AS day, TIME '23:59:59.999999' AS hour,
    TIMESTAMPTZ '2038-01-19 03:14:08.000001+00' AS moment, TIMESTAMP '9999-12-31 23:59:59.999999' AS local, TIMESTAMPTZ '1969-12-31 23:59:59.999+00' AS instant, 4294967295::UINTEGER AS unsigned,
    '0194c2e0-1c5a-7000-8000-000000000001'::UUID AS key,
    [{sku: 'x', price: 1.10::DECIMAL(18,4), tags: ['a', '']}, {sku: 'y', price: NULL, tags: []}] AS lines, {city: 'Lyon', geo: {lat: 45.75::DOUBLE}} AS address
  UNION ALL SELECT 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, [], {city: NULL, geo: NULL}
  UNION ALL SELECT 3, '', -9223372036854775808, -0.000000001, 0, '-0.0'::DOUBLE, '-inf'::DOUBLE, false, ''::BLOB, DATE '2024-02-29', TIME '00:00:00', TIMESTAMPTZ '0001-01-01 00:00:00+00', TIMESTAMP '1969-12-31 23:59:59.5',
    TIMESTAMPTZ '1970-01-01 00:00:00+00', 0, 'ffffffff-ffff-ffff-ffff-ffffffffffff', [], NULL`;

async function readBack(table: string): Promise<unknown[]> {
  const texts = 'CAST(big AS STRING) AS big, CAST(price AS STRING) AS price, CAST(small_price AS STRING) AS small_price, TO_HEX(raw) AS raw, CAST(day AS STRING) AS day, CAST(hour AS STRING) AS hour, CAST(local AS STRING) AS local';
  const moments = "FORMAT_TIMESTAMP('%E4Y-%m-%dT%H:%M:%E6S', moment) AS moment, FORMAT_TIMESTAMP('%E4Y-%m-%dT%H:%M:%E6S', instant) AS instant";
  const rows = await warehouse.query(`SELECT id, text, ${texts}, ${moments}, rate, any_rate, live, unsigned, key, ARRAY_LENGTH(lines) AS lines, address.city, address.geo.lat, address IS NULL AS nowhere FROM ${table} ORDER BY id`);
  return rows;
}

const EXPECTED = [
  { id: 1, text: 'é"😀\n', big: '9223372036854775807', price: '99999999999999999999999999999.999999999', small_price: '-0.01', raw: '00ff', day: '0001-01-01', hour: '23:59:59.999999', local: '9999-12-31 23:59:59.999999', moment: '2038-01-19T03:14:08.000001', instant: '1969-12-31T23:59:59.999000', rate: 0.1, any_rate: Number.NaN, live: true, unsigned: 4294967295, key: '0194c2e0-1c5a-7000-8000-000000000001', lines: 2, city: 'Lyon', lat: 45.75, nowhere: false },
  { id: 2, text: null, big: null, price: null, small_price: null, raw: null, day: null, hour: null, local: null, moment: null, instant: null, rate: null, any_rate: null, live: null, unsigned: null, key: null, lines: 0, city: null, lat: null, nowhere: false },
  { id: 3, text: '', big: '-9223372036854775808', price: '-0.000000001', small_price: '0', raw: '', day: '2024-02-29', hour: '00:00:00', local: '1969-12-31 23:59:59.500', moment: '0001-01-01T00:00:00.000000', instant: '1970-01-01T00:00:00.000000', rate: -0, any_rate: Number.NEGATIVE_INFINITY, live: false, unsigned: 0, key: 'ffffffff-ffff-ffff-ffff-ffffffffffff', lines: 0, city: null, lat: null, nowhere: true },
];

describe('Parquet', () => {
  it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])('lands exactly, every type, compressed as %s', async (compression) => {
    const file = await writeParquet(SELECT, `COMPRESSION ${compression}`);
    const source = await warehouse.file(file, `${compression}.parquet`);
    const receipt = await warehouse.push({ source, table: 'parquet.everything', schema: Everything });
    expect(receipt).toMatchObject({ rowsRead: 3, rowsLoaded: 3, sourceBytes: file.length });
    expect(await readBack('parquet.everything')).toEqual(EXPECTED);
  });

  it('comes in row groups, from a URL as well, and leaves no temporary file', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('dwh-push-'));
    const file = await writeParquet('SELECT range AS n, repeat(chr(65 + (range % 26)::INT), 40) AS letters, range * 2 AS other FROM range(10000)', 'ROW_GROUP_SIZE 2048');
    await using server = await serve((_, response) => void response.end(file));
    const schema = z.looseObject({ letters: z.string(), n: z.int() });
    const receipt = await warehouse.push({ source: server.url('/rows.parquet?x=secret'), table: 'parquet.many', schema });
    expect(receipt).toMatchObject({ rowsLoaded: 10_000, sourceBytes: file.length });
    expect(await warehouse.query("SELECT COUNT(*) AS c, SUM(n) AS s, COUNTIF(letters = REPEAT(CHR(65 + MOD(n, 26)), 40)) AS same FROM parquet.many")).toEqual([{ c: 10_000, s: 49_995_000, same: 10_000 }]);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('dwh-push-') && !before.includes(name) && !name.startsWith('dwh-push-test-') && !name.startsWith('dwh-push-parquet-'))).toEqual([]);
  });

  it('lists what does not keep the contract, by record', async () => {
    const file = await writeParquet('SELECT CASE WHEN range = 5000 THEN NULL ELSE range END AS n, (range - 1)::DECIMAL(10,2) AS price FROM range(5002)', 'ROW_GROUP_SIZE 2048');
    const error = await warehouse.failure({ source: await warehouse.file(file), format: 'parquet', table: 'parquet.never', schema: z.object({ n: z.int().max(5000), price: column.numeric().refine((price) => price !== '-1') }) });
    expect(error.rejects).toEqual({ total: 3, listed: [{ record: 1, column: 'price', rule: 'custom' }, { record: 5001, column: 'n', rule: 'required' }, { record: 5002, column: 'n', rule: 'too_big' }] });
    expect(error.message).not.toContain('byte');
  });

  it('keeps what an absent value means to the schema', async () => {
    const file = await writeParquet("SELECT NULL::INT AS a, NULL::VARCHAR AS b, NULL::INT AS c");
    await warehouse.push({ source: await warehouse.file(file), format: 'parquet', table: 'parquet.absent', schema: z.object({ a: z.int().default(7), b: z.string().optional(), c: z.int().nullable() }) });
    expect(await warehouse.query('SELECT * FROM parquet.absent')).toEqual([{ a: 7, b: null, c: null }]);
  });

  it.each([
    ['a column too few', 'SELECT 1 AS a', z.object({ a: z.int(), b: z.int().nullable() }), 'DECODE_HEADER_MISMATCH', 'without "b"'],
    ['a column too many', 'SELECT 1 AS a, 2 AS c', z.object({ a: z.int() }), 'DECODE_HEADER_MISMATCH', '"c" that the contract does not have'],
    ['a map', "SELECT MAP {'x': 1} AS a", z.object({ a: z.object({ x: z.int() }) }), 'DECODE_UNSUPPORTED', 'a (MAP)'],
    ['an interval', "SELECT INTERVAL 1 DAY AS a", z.object({ a: z.string() }), 'DECODE_UNSUPPORTED', 'INTERVAL'],
    ['a number where the contract has text', 'SELECT 1 AS a', z.object({ a: z.string() }), 'DATA_REJECTED', '"invalid_type"'],
    ['nanoseconds that are no microseconds', "SELECT TIMESTAMP_NS '2024-01-01 00:00:00.000000001' AS a", z.object({ a: column.timestamp() }), 'DATA_REJECTED', '"timestamp"'],
    ['NULL in an array', 'SELECT [1, NULL] AS a', z.object({ a: z.array(z.int()) }), 'DATA_REJECTED', '"invalid_type"'],
    ['a field of a struct that the contract does not have', 'SELECT {x: 1, y: 2} AS a', z.object({ a: z.object({ x: z.int() }) }), 'DATA_REJECTED', '"unrecognized_keys"'],
  ] as const)('is refused for %s', async (_, select, schema, code, message) => {
    const error = await warehouse.failure({ source: await warehouse.file(await writeParquet(select)), format: 'parquet', table: 'parquet.never', schema });
    expect(error).toMatchObject({ code, committed: 'no' });
    expect(error.message).toContain(message);
  });

  it.each([['text', Buffer.from('a,b\n1,2\n')], ['nothing', Buffer.alloc(0)], ['half of a file', undefined]])('is refused where it is %s', async (_, content) => {
    const file = content ?? (await writeParquet('SELECT range AS a FROM range(1000)')).subarray(300);
    expect(await warehouse.failure({ source: await warehouse.file(file), format: 'parquet', table: 'parquet.never', schema: z.object({ a: z.int() }) })).toMatchObject({ code: 'DECODE_UNSUPPORTED', step: 'decode' });
  });

  it('writes whole numbers of units as decimals, days and times', () => {
    expect([scaledText(-1n, 9), scaledText(120n, 2), scaledText(5n, 0), scaledText(-12n, -3), scaledText(0n, 2)]).toEqual(['-0.000000001', '1.20', '5', '-12000', '0.00']);
    expect([dayText(-719_162), dayText(2_932_896), dayText(2 ** 31 - 1)]).toEqual(['0001-01-01', '9999-12-31', 'out of range']);
    expect([timeOfDayText(86_399_999n, 'MILLIS'), timeOfDayText(1_000n, 'NANOS')]).toEqual(['23:59:59.999', '00:00:00.000001']);
    expect([instantText(-1n, 'MICROS', true), instantText(0n, 'NANOS', false)]).toEqual(['1969-12-31T23:59:59.999999Z', '1970-01-01T00:00:00']);
  });
});
