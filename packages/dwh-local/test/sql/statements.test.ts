import { afterEach, beforeEach, expect, test } from 'vitest';

import { runtimeError } from '../../src/sql/runtime-error.js';
import { TestWarehouse } from './run-query.js';

let warehouse: TestWarehouse;

beforeEach(async () => {
  warehouse = await TestWarehouse.open();
  await warehouse.addTable('t', {
    rows: "SELECT * FROM (VALUES (1::BIGINT, 'a', 1::DECIMAL(38,9)), (2, 'b', NULL)) AS x(id, name, n)",
    fields: [{ name: 'id', type: 'INTEGER' }, { name: 'name', type: 'STRING' }, { name: 'n', type: 'NUMERIC' }],
  });
});
afterEach(() => warehouse.close());

async function change(sql: string): Promise<unknown[][]> {
  const translation = await warehouse.translate(sql);
  if (!('sql' in translation)) throw new Error(`${translation.statement} has no DuckDB text`);
  await warehouse.connection.run(translation.sql);
  return warehouse.rows('SELECT * FROM d.t ORDER BY id');
}

test('INSERT coerces values to the columns', async () => {
  expect(await change("INSERT INTO d.t (n, id) VALUES (1.5, 3), (NULL, 4)")).toEqual([['1', 'a', '1.000000000'], ['2', 'b', null], ['3', null, '1.500000000'], ['4', null, null]]);
});

test('INSERT takes the rows of a query', async () => {
  expect(await change("INSERT d.t SELECT id + 10, UPPER(name), 7 FROM d.t WHERE id = 1")).toContainEqual(['11', 'A', '7.000000000']);
});

test('UPDATE sees the columns by the alias', async () => {
  expect(await change("UPDATE d.t AS q SET name = CONCAT(q.name, 'z'), n = 3 WHERE q.id = 1")).toEqual([['1', 'az', '3.000000000'], ['2', 'b', null]]);
});

test('DELETE removes what the condition selects', async () => {
  expect(await change("DELETE FROM d.t WHERE name = 'a'")).toEqual([['2', 'b', null]]);
});

const ORDERS = [
  { name: 'id', type: 'INTEGER' },
  { name: 'notes', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'created', type: 'DATE' }, { name: 'text', type: 'STRING' }] },
  { name: 'specs', type: 'RECORD', fields: [{ name: 'color', type: 'STRING' }, { name: 'size', type: 'RECORD', fields: [{ name: 'w', type: 'FLOAT' }, { name: 'h', type: 'FLOAT' }] }] },
  { name: 'tags', type: 'STRING', mode: 'REPEATED' },
] as const;

async function orders(...statements: string[]): Promise<unknown[][]> {
  const types = 'id BIGINT, notes STRUCT(created DATE, "text" VARCHAR)[], specs STRUCT(color VARCHAR, size STRUCT(w DOUBLE, h DOUBLE)), tags VARCHAR[]';
  await warehouse.connection.run(`DROP TABLE IF EXISTS orders; CREATE OR REPLACE TEMP TABLE no_orders (${types})`);
  await warehouse.addTable('orders', { rows: 'SELECT * FROM no_orders', fields: ORDERS as never });
  for (const sql of statements) {
    const translation = await warehouse.translate(sql);
    if ('sql' in translation) await warehouse.connection.run(translation.sql);
  }
  return warehouse.rows('SELECT id, TO_JSON_STRING(notes), TO_JSON_STRING(specs), TO_JSON_STRING(tags) FROM d.orders ORDER BY id');
}

test('Tuples become the records of a column, field by field', async () => {
  const insert = "INSERT d.orders VALUES (1, [('2021-04-03', 'first')], ('white', (30, NULL)), ['a'])";
  expect(await orders(insert)).toEqual([['1', '[{"created":"2021-04-03","text":"first"}]', '{"color":"white","size":{"w":30,"h":null}}', '["a"]']]);
  expect(await orders(insert, "UPDATE d.orders SET specs = (NULL, (1, 2)), notes = ARRAY_CONCAT(notes, [(DATE '2021-04-04', 'next')]) WHERE TRUE")).toEqual([
    ['1', '[{"created":"2021-04-03","text":"first"},{"created":"2021-04-04","text":"next"}]', '{"color":null,"size":{"w":1,"h":2}}', '["a"]'],
  ]);
});

test('No array with a NULL in it is stored', async () => {
  const insert = "INSERT d.orders (id, tags) VALUES (1, ['a'])";
  for (const statement of ["INSERT d.orders (id, tags) VALUES (2, ['a', NULL])", "UPDATE d.orders SET tags = [NULL, 'b'] WHERE TRUE"]) {
    await expect(orders(insert, statement)).rejects.toThrow('Array cannot have a null element; error in writing field tags');
  }
});

test('TRUNCATE TABLE empties the table', async () => {
  expect(await change('TRUNCATE TABLE d.t')).toEqual([]);
});

test.each([
  ['DELETE FROM d.t', /must have a WHERE clause/],
  ['INSERT d.t (id) VALUES (1, 2)', /Inserted row has wrong column count; Has 2, expected 1/],
  ["INSERT d.t (id) VALUES ('x')", /Value of type STRING cannot be assigned to id, which has type INT64/],
  ['INSERT d.t (nope) VALUES (1)', /Column nope is not present in table d.t/],
  ["UPDATE d.t SET id = 1, ID = 2 WHERE TRUE", /assigned more than once/],
])('refuses %s', async (sql, message) => {
  await expect(warehouse.translate(sql)).rejects.toThrow(message);
});

test('CREATE VIEW keeps the text of its query', async () => {
  const query = "SELECT id, -- the key\n  'x;' AS s FROM d.t";
  expect(await warehouse.translate(`CREATE OR REPLACE VIEW \`p.d.w\` OPTIONS (description = 'hi', labels = [('a', 'b')]) AS ${query};`)).toMatchObject({
    statement: 'CREATE_VIEW',
    target: { project: 'p', dataset: 'd', table: 'w' },
    orReplace: true,
    ifNotExists: false,
    query,
    options: { description: 'hi', labels: [['a', 'b']] },
    schema: [{ name: 'id', type: 'INTEGER' }, { name: 's', type: 'STRING' }],
  });
});

test('CREATE VIEW over a table that requires a partition filter is left to its readers', async () => {
  await warehouse.addTable('guarded', { rows: "SELECT 1::BIGINT AS x, TIMESTAMPTZ '2021-04-03' AS _PARTITIONTIME", fields: [{ name: 'x', type: 'INTEGER' }], partitioning: { type: 'DAY' }, requirePartitionFilter: true });
  expect(await warehouse.translate('CREATE VIEW d.w AS SELECT x FROM d.guarded')).toMatchObject({ statement: 'CREATE_VIEW' });
  await expect(warehouse.translate('DELETE FROM d.guarded WHERE x = 1')).rejects.toThrow(/without a filter/);
});

test('CREATE TABLE reads columns, partitioning and clustering', async () => {
  const sql = "CREATE TABLE IF NOT EXISTS d.n (a INT64 NOT NULL OPTIONS (description = 'x'), ts TIMESTAMP, s STRUCT<x INT64, y ARRAY<STRING>>) PARTITION BY TIMESTAMP_TRUNC(ts, HOUR) CLUSTER BY a OPTIONS (require_partition_filter = TRUE)";
  expect(await warehouse.translate(sql)).toMatchObject({
    statement: 'CREATE_TABLE',
    ifNotExists: true,
    columns: [
      { field: { name: 'a', type: 'INTEGER', mode: 'REQUIRED', description: 'x' } },
      { field: { name: 'ts', type: 'TIMESTAMP', mode: 'NULLABLE' } },
      { field: { name: 's', type: 'RECORD', fields: [{ name: 'x', type: 'INTEGER' }, { name: 'y', type: 'STRING', mode: 'REPEATED' }] } },
    ],
    partitioning: { type: 'HOUR', field: 'ts' },
    clustering: ['a'],
    options: { require_partition_filter: true },
  });
});

test('CREATE TABLE AS SELECT carries its query', async () => {
  const translation = await warehouse.translate('CREATE TABLE d.n PARTITION BY day AS SELECT DATE "2021-04-03" AS day, id FROM d.t');
  expect(translation).toMatchObject({ statement: 'CREATE_TABLE_AS_SELECT', partitioning: { type: 'DAY', field: 'day' }, query: { schema: [{ name: 'day', type: 'DATE' }, { name: 'id', type: 'INTEGER' }] } });
});

test('DROP names what it drops', async () => {
  expect(await warehouse.translate('DROP VIEW IF EXISTS bm-local.d.w')).toEqual({ statement: 'DROP_VIEW', target: { project: 'bm-local', dataset: 'd', table: 'w' }, ifExists: true });
});

test.each([
  ['SELECT 1 / 0', 'division by zero: 1 / 0'],
  ["SELECT CAST('abc' AS INT64)", 'Bad int64 value: abc'],
  ["SELECT CAST('maybe' AS BOOL)", 'Bad bool value: maybe'],
  ["SELECT CAST('2021-02-30' AS DATE)", "Invalid date: '2021-02-30'"],
  ['SELECT 9223372036854775807 + 1', 'int64 overflow in addition'],
  ['SELECT [1, 2][OFFSET(2)]', 'Array index 2 is out of bounds'],
  ['SELECT (SELECT 1 UNION ALL SELECT 2)', 'Scalar subquery produced more than one element'],
  ['SELECT ARRAY_AGG(n) FROM d.t', 'Array cannot have a null element; error in writing field f0_'],
  ["SELECT ERROR('mine')", 'mine'],
  ["SELECT DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)", 'DATE arithmetic leaves the range of years 1 to 9999'],
  ['SELECT 1e308 * 10', 'floating point overflow: 1e+308 * 10.0'],
  ["SELECT PARSE_DATE('%Y%m%d', 'x')", 'Failed to parse input string "x"'],
  ['SELECT MOD(1, 0)', 'division by zero: MOD(1, 0)'],
])('%s fails while it runs, in BigQuery\'s words', async (sql, message) => {
  const failure = await warehouse.rows(sql).catch((error: unknown) => error);
  expect(runtimeError(failure)?.message).toBe(message);
});
