import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('m');
});
afterAll(() => service.close());
beforeEach(async () => {
  await run("CREATE OR REPLACE TABLE m.stock (sku STRING NOT NULL, n INT64, tags ARRAY<STRING>, day DATE) PARTITION BY day");
  await run("INSERT m.stock VALUES ('a', 1, ['x'], '2021-04-03'), ('b', 2, [], '2021-04-03'), ('c', 3, [], '2021-04-04')");
});

async function run(sql: string) {
  const [job] = await service.client.createQueryJob({ query: sql });
  await job.getQueryResults();
  const [metadata] = await job.getMetadata();
  return metadata.statistics.query;
}

async function rows(sql: string) {
  const [found] = await service.client.query(sql);
  return JSON.parse(JSON.stringify(found)) as Record<string, unknown>[];
}

const stock = () => rows('SELECT sku, n FROM m.stock ORDER BY sku');
const partitions = () => rows("SELECT partition_id AS p, total_rows AS n FROM m.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'stock' AND total_rows > 0 ORDER BY 1");

test('MERGE updates, deletes and inserts in one statement, and counts each', async () => {
  const statistics = await run(`
    MERGE INTO m.stock AS t USING (SELECT 'a' AS sku, 10 AS n, DATE '2021-04-05' AS day UNION ALL SELECT 'd', 4, DATE '2021-04-03') AS s
    ON t.sku = s.sku
    WHEN MATCHED AND s.n > 5 THEN UPDATE SET n = t.n + s.n, t.day = s.day
    WHEN MATCHED THEN DELETE
    WHEN NOT MATCHED THEN INSERT (sku, n, day) VALUES (s.sku, s.n, s.day)
    WHEN NOT MATCHED BY SOURCE AND t.sku = 'c' THEN DELETE`);
  expect(statistics).toMatchObject({ statementType: 'MERGE', numDmlAffectedRows: '3', dmlStats: { insertedRowCount: '1', deletedRowCount: '1', updatedRowCount: '1' } });
  expect(await rows('SELECT * FROM m.stock ORDER BY sku')).toEqual([
    { sku: 'a', n: 11, tags: ['x'], day: { value: '2021-04-05' } },
    { sku: 'b', n: 2, tags: [], day: { value: '2021-04-03' } },
    { sku: 'd', n: 4, tags: [], day: { value: '2021-04-03' } },
  ]);
  expect(await partitions()).toEqual([{ p: '20210403', n: 2 }, { p: '20210405', n: 1 }]);
});

test('ON FALSE replaces a partition: INSERT ROW, and DELETE of what the source does not have', async () => {
  await run("MERGE m.stock t USING (SELECT 'z' AS sku, 9 AS n, ['q'] AS tags, DATE '2021-04-03' AS day) s ON FALSE WHEN NOT MATCHED THEN INSERT ROW WHEN NOT MATCHED BY SOURCE AND t.day = '2021-04-03' THEN DELETE");
  expect(await stock()).toEqual([{ sku: 'c', n: 3 }, { sku: 'z', n: 9 }]);
});

test('The first WHEN that holds is taken; a row that no clause takes stays', async () => {
  await run("MERGE m.stock t USING m.stock s ON t.sku = s.sku WHEN MATCHED AND t.n > 2 THEN DELETE WHEN MATCHED AND t.n > 1 THEN UPDATE SET n = 20");
  expect(await stock()).toEqual([{ sku: 'a', n: 1 }, { sku: 'b', n: 20 }]);
});

test('A row of the target that several rows of the source match is refused, and nothing happens', async () => {
  const twice = "(SELECT 'a' AS sku UNION ALL SELECT 'a')";
  const message = 'UPDATE/MERGE must match at most one source row for each target row';
  await expect(run(`MERGE m.stock t USING ${twice} s ON t.sku = s.sku WHEN MATCHED THEN UPDATE SET n = 0 WHEN NOT MATCHED BY SOURCE THEN DELETE`)).rejects.toThrow(message);
  await expect(run(`UPDATE m.stock t SET n = 0 FROM ${twice} s WHERE t.sku = s.sku`)).rejects.toThrow(message);
  expect(await stock()).toEqual([{ sku: 'a', n: 1 }, { sku: 'b', n: 2 }, { sku: 'c', n: 3 }]);
});

test('UPDATE takes values from other tables, fields of structs, and DEFAULT', async () => {
  const statistics = await run("UPDATE m.stock t SET n = s.n * 2, tags = ['new'] FROM (SELECT 'b' AS sku, 50 AS n) AS s WHERE t.sku = s.sku");
  expect(statistics).toMatchObject({ statementType: 'UPDATE', numDmlAffectedRows: '1', dmlStats: { updatedRowCount: '1' } });
  expect(await rows("SELECT n, tags FROM m.stock WHERE sku = 'b'")).toEqual([{ n: 100, tags: ['new'] }]);
  await run('CREATE OR REPLACE TABLE m.nested (id INT64, s STRUCT<a INT64, b STRUCT<c STRING, d INT64>>)');
  await run("INSERT m.nested VALUES (1, (1, ('x', 2))), (2, NULL)");
  await run("UPDATE m.nested AS q SET q.s.b.c = 'y', s.a = q.id + 10, id = DEFAULT WHERE TRUE");
  expect(await rows('SELECT * FROM m.nested ORDER BY s.a')).toEqual([{ id: null, s: { a: 11, b: { c: 'y', d: 2 } } }, { id: null, s: { a: 12, b: { c: 'y', d: null } } }]);
  await expect(run("UPDATE m.nested SET s.b.c = 'y', s.b = NULL WHERE TRUE")).rejects.toThrow('assigned more than once');
});

test('New rows of a MERGE go to the partition of now, or the one that they name', async () => {
  await run('CREATE OR REPLACE TABLE m.arrived (id INT64) PARTITION BY _PARTITIONDATE');
  await run('MERGE m.arrived t USING UNNEST([1, 2]) AS s ON t.id = s WHEN NOT MATCHED THEN INSERT VALUES (s)');
  await run("MERGE m.arrived t USING (SELECT 3 AS id) AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, _PARTITIONTIME) VALUES (s.id, '2021-04-03')");
  expect(await rows("SELECT id FROM m.arrived WHERE _PARTITIONDATE = '2021-04-03'")).toEqual([{ id: 3 }]);
  expect(await rows('SELECT COUNT(*) AS n FROM m.arrived WHERE _PARTITIONDATE >= DATE_SUB(CURRENT_DATE(), INTERVAL 1 DAY)')).toEqual([{ n: 2 }]);
});

test('Defaults of columns are what DEFAULT and columns that are not named get', async () => {
  const fields = [{ name: 'id', type: 'INTEGER' }, { name: 'state', type: 'STRING', defaultValueExpression: "'new'" }];
  await service.client.dataset('m').createTable('defaults', { schema: { fields } });
  await run('INSERT m.defaults (id, state) VALUES (1, DEFAULT)');
  await run('MERGE m.defaults t USING (SELECT 2 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (id)');
  await run("INSERT m.defaults VALUES (3, 'old')");
  await run('UPDATE m.defaults SET state = DEFAULT WHERE id = 3');
  expect(await rows('SELECT id, state FROM m.defaults ORDER BY id')).toEqual([{ id: 1, state: 'new' }, { id: 2, state: 'new' }, { id: 3, state: 'new' }]);
});

test.each([
  ["MERGE m.stock t USING m.stock ON t.nope = 1 WHEN MATCHED THEN DELETE", 'Name nope not found inside t at [1:36]'],
  ["MERGE m.stock USING m.stock ON TRUE WHEN MATCHED THEN DELETE", 'Duplicate table alias stock'],
  ['MERGE m.stock t USING m.stock s ON t.sku = s.sku', 'Expected keyword WHEN'],
  ['MERGE m.stock t USING m.stock s ON sku = s.sku WHEN MATCHED THEN DELETE', 'Column name sku is ambiguous'],
  ["MERGE m.stock t USING (SELECT 1 AS a) s ON TRUE WHEN NOT MATCHED THEN INSERT ROW", 'Inserted row has wrong column count; Has 1, expected 4'],
  ["MERGE m.stock t USING (SELECT CAST(NULL AS STRING) AS sku) s ON t.sku = s.sku WHEN NOT MATCHED THEN INSERT (sku) VALUES (sku)", 'Required field sku cannot be null'],
])('refuses %s', async (sql, message) => {
  await expect(run(sql)).rejects.toThrow(message);
});
