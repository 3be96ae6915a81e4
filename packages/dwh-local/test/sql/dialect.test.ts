import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { TestWarehouse } from './run-query.js';

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.open();
  await warehouse.addTable('t', {
    rows: "SELECT * FROM (VALUES (1::BIGINT, 'a', 1.5::DOUBLE, [1::BIGINT, 2]), (2, 'b', NULL, [3::BIGINT]), (3, 'a', 2.5, [])) AS v(id, name, x, items)",
    fields: [{ name: 'id', type: 'INTEGER' }, { name: 'name', type: 'STRING' }, { name: 'x', type: 'FLOAT' }, { name: 'items', type: 'INTEGER', mode: 'REPEATED' }],
  });
});
afterAll(() => warehouse.close());

/** As GoogleSQL's reference has it; integers of 64 bits are text. */
const VALUES: readonly (readonly [expression: string, value: unknown])[] = [
  ['TO_JSON_STRING(STRUCT(1 AS a, [1,2] AS b))', "{\"a\":1,\"b\":[1,2]}"],
  ['TO_JSON_STRING(1.5)', "1.5"],
  ["TO_JSON_STRING(TIMESTAMP '2021-04-03 00:00:00+00')", "\"2021-04-03T00:00:00Z\""],
  ['SAFE_DIVIDE(1, 0)', null],
  ['SAFE_ADD(9223372036854775807, 1)', null],
  ['SAFE_MULTIPLY(9223372036854775807, 2)', null],
  ['SAFE_SUBTRACT(1, 2)', "-1"],
  ['SAFE_NEGATE(1)', "-1"],
  ["INITCAP('hello world-foo')", "Hello World-Foo"],
  ["TRANSLATE('hello', 'el', 'ip')", "hippo"],
  ["EDIT_DISTANCE('a', 'b')", "1"],
  ["TO_CODE_POINTS('ab')", ["97", "98"]],
  ['CODE_POINTS_TO_STRING([97, 98])', "ab"],
  ["SAFE_CONVERT_BYTES_TO_STRING(b'ab')", "ab"],
  ['ARRAY_FIRST([1,2])', "1"],
  ['ARRAY_LAST([1,2])', "2"],
  ['ARRAY_SLICE([1,2,3,4], 1, 2)', ["2", "3"]],
  ['GENERATE_ARRAY(1, 2, 0.5)', [1, 1.5, 2]],
  ['GENERATE_ARRAY(10, 1, -3)', ["10", "7", "4", "1"]],
  ["GENERATE_DATE_ARRAY('2021-01-31', '2021-04-30', INTERVAL 1 MONTH)", ["2021-01-31", "2021-02-28", "2021-03-31", "2021-04-30"]],
  ["GENERATE_TIMESTAMP_ARRAY('2021-01-01', '2021-01-01 02:00:00', INTERVAL 1 HOUR)", ["2021-01-01 00:00:00+00", "2021-01-01 01:00:00+00", "2021-01-01 02:00:00+00"]],
  ['RANGE_BUCKET(20, [0, 10, 20, 30])', "3"],
  ["DATE_BUCKET(DATE '2021-04-05', INTERVAL 2 DAY)", "2021-04-04"],
  ["TIMESTAMP_BUCKET(TIMESTAMP '2021-04-05 10:00:00', INTERVAL 12 HOUR)", "2021-04-05 00:00:00+00"],
  [`JSON_VALUE_ARRAY('["a","b"]')`, ["a", "b"]],
  [`JSON_QUERY_ARRAY('[1,{"a":2}]')`, ["1", "{\"a\":2}"]],
  ["JSON_EXTRACT_ARRAY('[1,2]')", ["1", "2"]],
  [`JSON_EXTRACT_STRING_ARRAY('["a"]')`, ["a"]],
  ["INT64(JSON '5')", "5"],
  [`STRING(JSON '"x"')`, "x"],
  ["BOOL(JSON 'true')", true],
  ["FLOAT64(JSON '1.5')", 1.5],
  ["JSON_TYPE(JSON '[1]')", "array"],
  ["JSON_OBJECT('a', 1, 'b', 'x')", "{\"a\":1,\"b\":\"x\"}"],
  ["JSON_ARRAY(1, 'x')", "[1,\"x\"]"],
  ['TO_JSON(STRUCT(1 AS a))', "{\"a\":1}"],
  [`JSON_VALUE(JSON '{"a":{"b":"c"}}', '$.a.b')`, "c"],
  ["PARSE_TIME('%H:%M', '10:11')", "10:11:00"],
  ["PARSE_DATE('%d/%m/%y', '03/04/21')", "2021-04-03"],
  ["PARSE_DATE('%Y%m%d', '20210403')", "2021-04-03"],
  ["PARSE_TIMESTAMP('%Y-%m-%dT%H:%M:%E*SZ', '2021-04-03T10:11:12.5Z')", "2021-04-03 10:11:12.5+00"],
  ["PARSE_TIMESTAMP('%s', '0')", "1970-01-01 00:00:00+00"],
  ["PARSE_TIMESTAMP('%Y-%m-%d %H:%M:%S%z', '2021-04-03 10:11:12+0200')", "2021-04-03 08:11:12+00"],
  ["TIMESTAMP('2021-04-03 10:00:00', 'Europe/Berlin')", "2021-04-03 08:00:00+00"],
  ["PARSE_NUMERIC('1,234.5')", "1234.500000000"],
  ['CBRT(27.0)', 3],
  ['COSH(0)', 1],
];

test.each(VALUES)('%s', async (expression, value) => {
  expect(await warehouse.value(expression)).toEqual(value);
});

const QUERIES: readonly (readonly [sql: string, rows: unknown[][]])[] = [
  ['SELECT MAX_BY(name, id) FROM d.t', [["a"]]],
  ['SELECT PERCENTILE_CONT(id, 0.5) OVER() FROM d.t LIMIT 1', [[2]]],
  ['SELECT PERCENTILE_DISC(id, 0.5) OVER() FROM d.t LIMIT 1', [["2"]]],
  ['SELECT ARRAY_CONCAT_AGG(items ORDER BY id) FROM d.t', [[["1", "2", "3"]]]],
  ['SELECT ANY_VALUE(name HAVING MAX id) FROM d.t', [["a"]]],
  ['SELECT name, GROUPING(name) g, COUNT(*) c FROM d.t GROUP BY ROLLUP(name) ORDER BY 1,2', [[null, "1", "3"], ["a", "0", "2"], ["b", "0", "1"]]],
  ['SELECT name, id, COUNT(*) c FROM d.t GROUP BY CUBE(name, id) ORDER BY 1,2', [[null, null, "3"], [null, "1", "1"], [null, "2", "1"], [null, "3", "1"], ["a", null, "2"], ["a", "1", "1"], ["a", "3", "1"], ["b", null, "1"], ["b", "2", "1"]]],
  ['SELECT name, id, COUNT(*) c FROM d.t GROUP BY GROUPING SETS(name, (name,id), ()) ORDER BY 1,2', [[null, null, "3"], ["a", null, "2"], ["a", "1", "1"], ["a", "3", "1"], ["b", null, "1"], ["b", "2", "1"]]],
  ['WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n+1 FROM r WHERE n < 3) SELECT SUM(n) FROM r', [["6"]]],
  ["SELECT * FROM (SELECT name, id FROM d.t) PIVOT(SUM(id) AS s FOR name IN ('a', 'b' AS bb))", [["4", "2"]]],
  ['SELECT * FROM (SELECT 1 AS k, 10 AS q1, 20 AS q2) UNPIVOT(v FOR q IN (q1, q2)) ORDER BY q', [["1", "10", "q1"], ["1", "20", "q2"]]],
  ['SELECT 1 AS a UNION ALL BY NAME SELECT 2 AS a', [["1"], ["2"]]],
  ['SELECT 1 AS a, 2 AS b FULL OUTER UNION ALL BY NAME SELECT 3 AS b ORDER BY b', [["1", "2"], [null, "3"]]],
  ['SELECT [1,2][SAFE_OFFSET(5)]', [[null]]],
  ['SELECT CURRENT_TIMESTAMP IS NOT NULL', [[true]]],
  ["SELECT SAFE.PARSE_DATE('%Y', 'x')", [[null]]],
  ["SELECT SAFE.SUBSTR('abc', 1, -1)", [[null]]],
  ['SELECT ARRAY_INCLUDES([1,2],1)', [[true]]],
  ['SELECT GENERATE_UUID() IS NOT NULL', [[true]]],
];

test.each(QUERIES)('%s', async (sql, rows) => {
  expect(await warehouse.rows(sql)).toEqual(rows);
});

test('Functions that the statement brings along stand for their bodies', async () => {
  const rows = (sql: string) => warehouse.rows(sql);
  expect(await rows('CREATE TEMP FUNCTION f(x INT64, y ANY TYPE) AS (x * 2 + y); SELECT f(id, 1), f(SUM(id), 0.5) FROM d.t GROUP BY id ORDER BY id LIMIT 1')).toEqual([['3', 2.5]]);
  expect(await rows("CREATE TEMP FUNCTION g(s STRING) RETURNS STRING AS ((SELECT MAX(c) FROM UNNEST(SPLIT(s, '')) AS c)); CREATE TEMPORARY FUNCTION h(s STRING) AS (UPPER(g(s))); SELECT h('abc')")).toEqual([['C']]);
  await expect(rows('CREATE TEMP FUNCTION f(x INT64) AS (f(x)); SELECT f(1)')).rejects.toThrow('Function not found: F');
  await expect(rows('CREATE TEMP FUNCTION f(x INT64) RETURNS STRING LANGUAGE js AS "return x"; SELECT f(1)')).rejects.toThrow('Unsupported: functions in another language than SQL');
  await expect(rows("CREATE TEMP FUNCTION f(x INT64) AS (x); SELECT f('a')")).rejects.toThrow('No matching signature for function F for argument types: STRING');
});

const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const DAY = fc.integer({ min: -30_000, max: 60_000 });
const dateOf = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);

test('Safe arithmetic answers the sum, the difference or the product, or NULL where INT64 cannot hold it', async () => {
  await fc.assert(
    fc.asyncProperty(INT64, INT64, async (a, b) => {
      const exact = (value: bigint) => (BigInt.asIntN(64, value) === value ? String(value) : null);
      expect(await warehouse.rows(`SELECT SAFE_ADD(${a}, ${b}), SAFE_SUBTRACT(${a}, ${b}), SAFE_MULTIPLY(${a}, ${b}), SAFE_NEGATE(${a})`)).toEqual([[exact(a + b), exact(a - b), exact(a * b), exact(-a)]]);
    }),
    { numRuns: 30 },
  );
});

test('Series and buckets of dates are those of the calendar', async () => {
  await fc.assert(
    fc.asyncProperty(DAY, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 }), async (start, length, step) => {
      const series = Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => dateOf(start + index * step));
      const origin = Date.UTC(1950, 0, 1) / 86_400_000;
      const bucket = dateOf(origin + Math.floor((start - origin) / step) * step);
      expect(await warehouse.rows(`SELECT GENERATE_DATE_ARRAY('${dateOf(start)}', '${dateOf(start + length)}', INTERVAL ${step} DAY), DATE_BUCKET(DATE '${dateOf(start)}', INTERVAL ${step} DAY)`)).toEqual([[series, bucket]]);
    }),
    { numRuns: 30 },
  );
});
