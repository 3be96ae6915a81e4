import { afterAll, beforeAll, expect, test } from 'vitest';

import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('s');
});
afterAll(() => service.close());

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

async function table(name: string) {
  const [metadata] = await service.client.dataset('s').table(name).getMetadata();
  return metadata;
}

test('CREATE TABLE takes defaults, type parameters, keys, and ranges of integers', async () => {
  await run('CREATE TABLE s.other (k INT64, PRIMARY KEY (k) NOT ENFORCED)');
  await run(`CREATE TABLE s.full (
    id INT64 NOT NULL OPTIONS (description = 'the key'), name STRING(3) DEFAULT 'new', price NUMERIC(10, 2), other INT64, moment TIMESTAMP DEFAULT CURRENT_TIMESTAMP() NOT NULL,
    PRIMARY KEY (id) NOT ENFORCED, CONSTRAINT link FOREIGN KEY (other) REFERENCES s.other (k) NOT ENFORCED,
  ) PARTITION BY RANGE_BUCKET(id, GENERATE_ARRAY(0, 100, 10)) CLUSTER BY name OPTIONS (require_partition_filter = true)`);
  expect(await table('full')).toMatchObject({
    rangePartitioning: { field: 'id', range: { start: '0', end: '100', interval: '10' } },
    clustering: { fields: ['name'] },
    requirePartitionFilter: true,
    tableConstraints: { primaryKey: { columns: ['id'] }, foreignKeys: [{ name: 'link', referencedTable: { datasetId: 's', tableId: 'other' }, columnReferences: [{ referencingColumn: 'other', referencedColumn: 'k' }] }] },
    schema: { fields: [{ name: 'id', mode: 'REQUIRED', description: 'the key' }, { name: 'name', maxLength: '3', defaultValueExpression: "'new'" }, { precision: '10', scale: '2' }, {}, { mode: 'REQUIRED', defaultValueExpression: 'CURRENT_TIMESTAMP()' }] },
  });
  await run('INSERT s.full (id) VALUES (42)');
  expect(await rows('SELECT id, name, moment IS NULL AS missing FROM s.full WHERE id BETWEEN 40 AND 49')).toEqual([{ id: 42, name: 'new', missing: false }]);
  await expect(run("INSERT s.full (id, name) VALUES (1, 'toolong')")).rejects.toThrow(/name/);
});

test('CREATE TABLE AS SELECT may declare its columns', async () => {
  await run("CREATE OR REPLACE TABLE s.declared (a NUMERIC OPTIONS (description = 'exact'), b DATE NOT NULL) PARTITION BY b AS SELECT 1, DATE '2021-04-03'");
  expect((await table('declared')).schema.fields).toMatchObject([{ name: 'a', type: 'NUMERIC', description: 'exact' }, { name: 'b', type: 'DATE', mode: 'REQUIRED' }]);
  expect(await rows('SELECT CAST(a AS STRING) AS a, b FROM s.declared')).toEqual([{ a: '1', b: { value: '2021-04-03' } }]);
  await expect(run('CREATE TABLE s.wrong (a INT64) AS SELECT 1, 2')).rejects.toThrow('does not match the number of columns produced by the query: 1, 2');
  await expect(run("CREATE TABLE s.wrong (a INT64) AS SELECT 'x'")).rejects.toThrow('cannot be assigned');
});

test('ALTER TABLE changes columns, options and the name, and keeps the rows', async () => {
  await run("CREATE TABLE s.changing (id INT64 NOT NULL, old STRING, gone STRING) AS SELECT 1, 'x', 'y'");
  expect(await run('ALTER TABLE s.changing ADD COLUMN IF NOT EXISTS tags ARRAY<STRING>, ADD COLUMN n INT64, DROP COLUMN gone, DROP COLUMN IF EXISTS never')).toMatchObject({ statementType: 'ALTER_TABLE', ddlOperationPerformed: 'ALTER' });
  await run('ALTER TABLE s.changing RENAME COLUMN old TO fresh');
  await run('ALTER TABLE s.changing ALTER COLUMN id DROP NOT NULL');
  await run("ALTER TABLE s.changing ALTER COLUMN n SET DATA TYPE FLOAT64, ALTER COLUMN n SET DEFAULT 1.5, ALTER COLUMN n SET OPTIONS (description = 'half')");
  await run("ALTER TABLE s.changing SET OPTIONS (description = 'changed', labels = [('team', 'a')])");
  await run('INSERT s.changing (id) VALUES (NULL)');
  expect(await rows('SELECT * FROM s.changing ORDER BY id')).toEqual([{ id: null, fresh: null, tags: [], n: 1.5 }, { id: 1, fresh: 'x', tags: [], n: null }]);
  expect(await table('changing')).toMatchObject({ description: 'changed', labels: { team: 'a' }, numRows: '2', schema: { fields: [{ name: 'id', mode: 'NULLABLE' }, {}, {}, { description: 'half', defaultValueExpression: '1.5' }] } });
  await run('ALTER TABLE s.changing RENAME TO renamed');
  expect(await rows('SELECT COUNT(*) AS n FROM s.renamed')).toEqual([{ n: 2 }]);
  expect(await run('ALTER TABLE IF EXISTS s.changing ADD COLUMN z INT64')).toMatchObject({ ddlOperationPerformed: 'SKIP' });
});

test.each([
  ['ALTER TABLE s.nope ADD COLUMN a INT64', 'Not found: Table bm-local:s.nope'],
  ['ALTER TABLE s.declared ADD COLUMN A INT64', 'Column already exists: A'],
  ['ALTER TABLE s.declared ADD COLUMN c INT64 NOT NULL', 'Cannot add required fields'],
  ['ALTER TABLE s.declared DROP COLUMN b', 'it is a partitioning column'],
  ['ALTER TABLE s.declared ALTER COLUMN a SET DATA TYPE INT64', 'is assignable to the new type'],
  ['ALTER TABLE s.declared SET OPTIONS (kms_key_name = "x")', 'OPTIONS(kms_key_name)'],
  ['ALTER TABLE s.declared ALTER COLUMN a SET DEFAULT nope', 'Unrecognized name: nope at [1:1]'],
  ['ALTER SCHEMA s SET OPTIONS (description = "x")', 'Unsupported: ALTER SCHEMA at [1:1]'],
  ['CREATE TABLE s.n (a STRING(3, 4))', 'STRING does not support type parameters'],
])('refuses %s', async (sql, message) => {
  await expect(run(sql)).rejects.toThrow(message);
});

test('A table is replaced by one of the same layout, with columns that have names', async () => {
  await run('CREATE TABLE s.laid (d DATE, a INT64) PARTITION BY d CLUSTER BY a');
  await run('CREATE OR REPLACE TABLE s.laid (d DATE, a INT64, b STRING) PARTITION BY D CLUSTER BY A OPTIONS (partition_expiration_days = 30)');
  const failure = (sql: string) => run(sql).then(() => 'none', (error: Error) => error.message);
  expect(await failure('CREATE OR REPLACE TABLE s.laid (d DATE)')).toContain('Cannot replace a table with a different partitioning spec. Instead, DROP the table, and then recreate it. New partitioning spec is none and existing spec is interval(type:day,field:d)');
  expect(await failure('CREATE OR REPLACE TABLE s.laid PARTITION BY d AS SELECT CURRENT_DATE() AS d')).toContain('Cannot replace a table with a different clustering spec');
  expect((await table('laid')).schema.fields).toHaveLength(3);
  expect(await failure('CREATE TABLE s.wide (a INT64, b INT64, c INT64, d INT64, e INT64) CLUSTER BY a, b, c, d, e')).toContain('at most 4');
  expect(await failure('CREATE TABLE s.unnamed AS SELECT 1')).toContain('CREATE TABLE columns must be named, but column 1 has no name');
  expect(await failure('CREATE VIEW s.unnamed AS SELECT 1 AS a, 2')).toContain('CREATE VIEW columns must be named, but column 2 has no name');
  await run('CREATE TABLE s.named (a INT64) AS SELECT 1');
});

test('A partition lives for a positive time, or for ever', async () => {
  const laid = service.client.dataset('s').table('laid');
  const patch = (expirationMs: string | null) => laid.setMetadata({ timePartitioning: { type: 'DAY', field: 'd', expirationMs } } as never);
  await expect(patch('0')).rejects.toMatchObject({ code: 400 });
  expect((await table('laid')).timePartitioning.expirationMs).toBe('2592000000');
  await patch(null);
  expect((await table('laid')).timePartitioning).not.toHaveProperty('expirationMs');
});
