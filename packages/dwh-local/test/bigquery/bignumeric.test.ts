import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const MAX = '578960446186580977117854925043439539266.34992332820282019728792003956564819967';
const MIN = '-578960446186580977117854925043439539266.34992332820282019728792003956564819968';
const EDGES = ['0', '1', '-1', '0.00000000000000000000000000000000000001', '-0.00000000000000000000000000000000000001', '99999999999999999999999999999.999999999', MAX, MIN];
const SCHEMA = { fields: [{ name: 'id', type: 'INTEGER' }, { name: 'b', type: 'BIGNUMERIC' }] };

/** The values of one row, as the API writes them. */
async function query(sql: string, params?: object, types?: object): Promise<unknown[][]> {
  const body = { query: sql, useLegacySql: false, ...(params === undefined ? {} : parameters(params, types ?? {})) };
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/queries`, { method: 'POST', body: JSON.stringify(body) });
  const json = (await response.json()) as { rows?: { f: { v: unknown }[] }[]; error?: { message: string } };
  if (json.error !== undefined) throw new Error(json.error.message);
  return (json.rows ?? []).map((row) => row.f.map((cell) => cell.v));
}

const parameters = (values: object, types: object) => ({
  parameterMode: 'NAMED',
  queryParameters: Object.entries(values).map(([name, value]) => ({ name, parameterType: { type: (types as Record<string, string>)[name] }, parameterValue: { value } })),
});

/** A whole number of 10^-38ths as its shortest text. */
function text(scaled: bigint): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(39, '0');
  const fraction = digits.slice(-38).replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -38)}${fraction === '' ? '' : `.${fraction}`}`;
}

const anyScaled = fc.oneof(
  fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.bigInt({ min: -1000n, max: 1000n }).map((whole) => whole * 10n ** 38n),
);

test('Any value comes through CSV, JSON, lists and queries digit by digit, and in its order', async () => {
  const values = [...EDGES, ...fc.sample(anyScaled, { numRuns: 200, seed: 7 }).map(text)];
  for (const format of ['CSV', 'NEWLINE_DELIMITED_JSON']) {
    const lines = values.map((value, id) => (format === 'CSV' ? `${id},${value}` : JSON.stringify({ id, b: value })));
    const job = await runLoad(service, 'all', [await service.put(`all.${format}`, lines.join('\n'))], { schema: SCHEMA, sourceFormat: format, writeDisposition: 'WRITE_TRUNCATE' });
    expect(job.status.errorResult).toBeUndefined();
    expect(await rawRows(service, 'all')).toEqual(values.map((value, id) => [String(id), value]));
  }
  const scaled = (value: string) => BigInt(value.replace('.', '').padEnd(value.length + 38, '0').slice(0, (value.includes('.') ? value.indexOf('.') : value.length) + 38));
  const sorted = values.toSorted((left, right) => (scaled(left) < scaled(right) ? -1 : scaled(left) > scaled(right) ? 1 : 0));
  expect((await query('SELECT b FROM shop.all ORDER BY b')).map(([value]) => value)).toEqual(sorted);
  expect((await query('SELECT CAST(CAST(b AS STRING) AS BIGNUMERIC) = b, CAST(b AS STRING) FROM shop.all ORDER BY id')).map((row) => row)).toEqual(values.map((value) => ['true', value]));
  expect(await query('SELECT MIN(b), MAX(b), COUNT(DISTINCT b) FROM shop.all')).toEqual([[MIN, MAX, String(new Set(values).size)]]);
  const [[at] = []] = await query('SELECT COUNT(*) FROM shop.all WHERE b > 0 AND b <= @limit', { limit: MAX }, { limit: 'BIGNUMERIC' });
  expect(at).toBe(String(values.filter((value) => !value.startsWith('-') && value !== '0').length));
  const [metadata] = await service.client.dataset('shop').table('all').getMetadata();
  expect(metadata).toMatchObject({ schema: { fields: [{}, { name: 'b', type: 'BIGNUMERIC' }] }, numBytes: String(values.length * 40) });
});

test('Texts that are no values of the type are bad records', async () => {
  const bad = ['1e40', `${MAX}1`, MAX.replace(/7$/, '8'), '0.000000000000000000000000000000000000001', 'x', '1.2.3', '--1', 'NaN', '1e', '0x10'];
  for (const value of bad) {
    const job = await runLoad(service, 'bad', [await service.put('bad.csv', `1,${value}\n`)], { schema: SCHEMA });
    expect(job.status.errorResult?.message, value).toContain('CSV processing encountered too many errors');
  }
  const good = ['1.5e3', '+7', '.5', '5.', '-0', '1E-38', '00012', ''];
  await runLoad(service, 'good', [await service.put('good.csv', good.map((value, id) => `${id},${value}`).join('\n'))], { schema: SCHEMA });
  expect((await rawRows(service, 'good')).map(([, value]) => value)).toEqual(['1500', '7', '0.5', '5', '0', '0.00000000000000000000000000000000000001', '12', null]);
});

test('Literals, parameters, casts and comparisons with other numbers are exact', async () => {
  expect(await query(`SELECT BIGNUMERIC '${MAX}', BIGNUMERIC '1e-39', BIGNUMERIC '0.000000000000000000000000000000000000005', CAST(12 AS BIGNUMERIC), CAST(NUMERIC '1.5' AS BIGNUMERIC), CAST(' -7.50 ' AS BIGDECIMAL)`)).toEqual([[MAX, '0', '0.00000000000000000000000000000000000001', '12', '1.5', '-7.5']]);
  expect(await query(`SELECT @b, @b = BIGNUMERIC '${MIN}', @b < 5, @b < NUMERIC '-1', CAST(@b AS STRING), SAFE_CAST('nope' AS BIGNUMERIC), SAFE_CAST('1e40' AS BIGNUMERIC)`, { b: MIN }, { b: 'BIGNUMERIC' })).toEqual([[MIN, 'true', 'true', 'true', MIN, null, null]]);
  expect(await query("SELECT CAST(BIGNUMERIC '1.5' AS NUMERIC), CAST(BIGNUMERIC '0.1' AS FLOAT64), BIGNUMERIC '2' IN (1, 2), IF(true, BIGNUMERIC '1', 2), GREATEST(BIGNUMERIC '-2', -3), [BIGNUMERIC '1.10'][OFFSET(0)], STRUCT(BIGNUMERIC '2.20' AS x).x")).toEqual([['1.5', '0.1', 'true', '1', '-2', '1.1', '2.2']]);
  const [rows] = await service.client.query({ query: 'SELECT @b AS b, [@b] AS list', params: { b: '0.00000000000000000000000000000000000001' }, types: { b: 'BIGNUMERIC' } });
  expect(JSON.parse(JSON.stringify(rows))).toEqual([{ b: '1e-38', list: ['1e-38'] }]);
  await expect(query('SELECT @b', { b: 'x' }, { b: 'BIGNUMERIC' })).rejects.toThrow('it is not a BIGNUMERIC');
});

test('What is not carried is refused by name', async () => {
  const refused = ['b + 1', 'b * b', '-b', 'b / 2', 'SUM(b)', 'AVG(b)', 'ABS(b)', 'ROUND(b, 2)', 'CAST(b AS INT64)', 'CAST(1.5 AS BIGNUMERIC)', 'b = 1.5', "b = '1'", 'TO_JSON_STRING(b)', "CAST('1e-39' AS BIGNUMERIC)", "SAFE_CAST('1e-39' AS BIGNUMERIC)"];
  for (const expression of refused) await expect(query(`SELECT ${expression} FROM (SELECT BIGNUMERIC '1' AS b)`), expression).rejects.toThrow('Unsupported: ');
});

test('Records and arrays hold them, statements write them', async () => {
  const fields = [{ name: 'r', type: 'RECORD', fields: [{ name: 'b', type: 'BIGNUMERIC' }, { name: 'l', type: 'BIGNUMERIC', mode: 'REPEATED' }] }];
  const job = await runLoad(service, 'nested', [await service.put('nested.json', `{"r":{"b":"${MAX}","l":["${MIN}",1]}}\n`)], { schema: { fields }, sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  expect(job.status.errorResult).toBeUndefined();
  expect(await rawRows(service, 'nested')).toEqual([[{ f: [{ v: MAX }, { v: [{ v: MIN }, { v: '1' }] }] }]]);
  await query('CREATE TABLE shop.written (b BIGNUMERIC)');
  await query(`INSERT INTO shop.written (b) VALUES (BIGNUMERIC '${MAX}'), (3), (NULL)`);
  await query("UPDATE shop.written SET b = BIGNUMERIC '0.5' WHERE b = 3");
  expect(await query('SELECT b FROM shop.written ORDER BY b')).toEqual([[null], ['0.5'], [MAX]]);
});
