import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const FIELDS = [
  { name: 'id', type: 'INTEGER' },
  { name: 'r', type: 'RECORD', fields: [{ name: 'a', type: 'STRING' }, { name: 'l', type: 'INTEGER', mode: 'REPEATED' }] },
  { name: 'rs', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'in', type: 'RECORD', fields: [{ name: 'l', type: 'STRING', mode: 'REPEATED' }] }] },
];
const query = async (sql: string) => (await service.client.query({ query: sql }))[0] as Record<string, unknown>[];
/** How many arrays inside of records are NULL in the table. */
const nulls = async (table: string) => (await query(`SELECT COUNTIF(r IS NOT NULL AND r.l IS NULL) + (SELECT COUNTIF(item.in IS NOT NULL AND item.in.l IS NULL) FROM shop.${table} AS t, t.rs AS item) AS n FROM shop.${table}`))[0]?.['n'];

test('No array inside a record is stored as NULL, whatever wrote it', async () => {
  const lines = ['{"id":1,"r":{"a":"x"},"rs":[{"in":{}},{}]}', '{"id":2,"r":null,"rs":null}', '{"id":3,"r":{"l":[1]},"rs":[{"in":{"l":["y"]}}]}'];
  await runLoad(service, 'loaded', [await service.put('rows.json', lines.join('\n'))], { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: FIELDS } });
  const empty = { f: [{ v: 'x' }, { v: [] }] };
  const record = (...values: string[]) => ({ v: { f: [{ v: { f: [{ v: values.map((v) => ({ v })) }] } }] } });
  expect(await rawRows(service, 'loaded')).toEqual([['1', empty, [record(), { v: { f: [{ v: null }] } }]], ['2', null, []], ['3', { f: [{ v: null }, { v: [{ v: '1' }] }] }, [record('y')]]]);
  expect(await nulls('loaded')).toBe(0);

  await query("CREATE TABLE shop.made AS SELECT 1 AS id, STRUCT('x' AS a, CAST(NULL AS ARRAY<INT64>) AS l) AS r, [STRUCT(STRUCT(CAST(NULL AS ARRAY<STRING>) AS l) AS `in`)] AS rs");
  expect(await nulls('made')).toBe(0);
  await query("INSERT INTO shop.made (id, r) VALUES (2, STRUCT('y', CAST(NULL AS ARRAY<INT64>)))");
  await query("UPDATE shop.made SET r = STRUCT(CONCAT(r.a, 'z') AS a, CAST(NULL AS ARRAY<INT64>) AS l) WHERE id = 1");
  expect(await nulls('made')).toBe(0);
  expect(await query('SELECT id, r.a, ARRAY_LENGTH(r.l) AS n FROM shop.made ORDER BY id')).toEqual([{ id: 1, a: 'xz', n: 0 }, { id: 2, a: 'y', n: 0 }]);
});

test('An array that a record grows by is empty in the rows that are there', async () => {
  const table = service.client.dataset('shop').table('grown');
  const before = [{ name: 'r', type: 'RECORD', fields: [{ name: 'a', type: 'STRING' }] }];
  await runLoad(service, 'grown', [await service.put('grown.json', '{"r":{"a":"x"}}\n{}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: before } });
  await table.setMetadata({ schema: { fields: [{ ...before[0], fields: [...(before[0]?.fields ?? []), { name: 'l', type: 'INTEGER', mode: 'REPEATED' }] }] } });
  await runLoad(service, 'grown', [await service.put('old.json', '{"r":{"a":"y"}}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: before } });
  expect(await query('SELECT r.a, r.l IS NULL AS missing, ARRAY_LENGTH(r.l) AS n FROM shop.grown WHERE r IS NOT NULL ORDER BY a')).toEqual([{ a: 'x', missing: false, n: 0 }, { a: 'y', missing: false, n: 0 }]);
});
