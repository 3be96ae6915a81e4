import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { TestWarehouse } from './run-query.js';

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.open();
  await warehouse.addTable('t', {
    rows: `SELECT * FROM (VALUES (1::BIGINT, 'a', 1.5::DOUBLE, [1, 2]::BIGINT[], DATE '2021-04-03'), (2, 'b', NULL, []::BIGINT[], NULL), (3, NULL, 'nan'::DOUBLE, [3]::BIGINT[], DATE '2020-02-29')) AS x(id, name, f, arr, day)`,
    fields: [
      { name: 'id', type: 'INTEGER' },
      { name: 'name', type: 'STRING' },
      { name: 'f', type: 'FLOAT' },
      { name: 'arr', type: 'INTEGER', mode: 'REPEATED' },
      { name: 'day', type: 'DATE' },
    ],
  });
  const partitioned = {
    rows: `SELECT 1::BIGINT AS x, TIMESTAMPTZ '2021-04-03 00:00:00+00' AS _PARTITIONTIME UNION ALL SELECT 2, TIMESTAMPTZ '2021-04-04 00:00:00+00'`,
    fields: [{ name: 'x', type: 'INTEGER' }],
    partitioning: { type: 'DAY' },
  } as const;
  await warehouse.addTable('ingested', partitioned);
  await warehouse.addTable('guarded', { ...partitioned, requirePartitionFilter: true });
  warehouse.addView('v', 'SELECT id AS vid, UPPER(name) AS n FROM `p.d.t` WHERE id > 1');
  warehouse.addView('vv', 'SELECT vid FROM d.v');
  warehouse.addView('guarded_view', 'SELECT x, _PARTITIONTIME AS pt FROM d.guarded');
  warehouse.addView('blind_view', 'SELECT x FROM d.guarded');
  warehouse.addView('loop_a', 'SELECT * FROM d.loop_b');
  warehouse.addView('loop_b', 'SELECT * FROM d.loop_a');
});
afterAll(() => warehouse.close());

const CASES: Readonly<Record<string, readonly (readonly [sql: string, rows: unknown[][]])[]>> = {
  'reading tables': [
    ['SELECT ID, Name FROM d.t WHERE iD >= 2 ORDER BY 1 DESC', [['3', null], ['2', 'b']]],
    ['SELECT * EXCEPT (arr, f), id + 1 AS j FROM `p.d.t` WHERE name = \'b\'', [['2', 'b', null, '3']]],
    ['SELECT * REPLACE (id * 10 AS id) FROM (SELECT id, name FROM p.d.t) ORDER BY id LIMIT 1 OFFSET 1', [['20', 'b']]],
    ['SELECT t.* EXCEPT (arr, f, day), u.* FROM d.t JOIN (SELECT id AS i FROM d.t) AS u ON t.id = u.i ORDER BY 1 LIMIT 1', [['1', 'a', '1']]],
    ['SELECT 1 -- one\n# two\n/* three */', [['1']]],
  ],
  ordering: [
    ['SELECT name FROM d.t ORDER BY name', [[null], ['a'], ['b']]],
    ['SELECT name FROM d.t ORDER BY name DESC', [['b'], ['a'], [null]]],
    ['SELECT name FROM d.t ORDER BY name NULLS LAST', [['a'], ['b'], [null]]],
    ['SELECT f FROM d.t ORDER BY f', [[null], ['NaN'], [1.5]]],
    ["SELECT CAST('a' AS STRING) AS a, id FROM d.t ORDER BY a, id LIMIT 1", [['a', '1']]],
    ['SELECT DISTINCT id * 2 AS k FROM d.t ORDER BY k DESC', [['6'], ['4'], ['2']]],
    ['SELECT id AS k FROM d.t ORDER BY k * -1 LIMIT 1', [['3']]],
    ['(SELECT 1 AS x UNION ALL SELECT 3) UNION ALL SELECT 2 ORDER BY x', [['1'], ['2'], ['3']]],
  ],
  grouping: [
    ['SELECT STRING_AGG(DISTINCT name ORDER BY name DESC) FROM d.t', [['b,a']]],
    ['SELECT COUNT(*), COUNT(name), COUNT(DISTINCT name), SUM(id), AVG(id), MAX(name) FROM d.t', [['3', '2', '2', '6', 2, 'b']]],
    ['SELECT MIN(f), MAX(f) FROM d.t', [['NaN', 'NaN']]],
    ['SELECT EXTRACT(YEAR FROM day) AS y, COUNT(*) FROM d.t GROUP BY y ORDER BY y', [[null, '1'], ['2020', '1'], ['2021', '1']]],
    ["SELECT CASE WHEN id > 1 THEN 'x' END AS k, SUM(id) AS s FROM d.t GROUP BY 1 HAVING s > 1", [['x', '5']]],
    ['SELECT UPPER(name), COUNT(*) FROM d.t GROUP BY UPPER(name) ORDER BY 1', [[null, '1'], ['A', '1'], ['B', '1']]],
    ['SELECT name, COUNT(*) FROM d.t GROUP BY ALL ORDER BY name', [[null, '1'], ['a', '1'], ['b', '1']]],
    ['SELECT id, SUM(id) FROM d.t GROUP BY ROLLUP (id) ORDER BY 1', [[null, '6'], ['1', '1'], ['2', '2'], ['3', '3']]],
    ["SELECT ARRAY_AGG(name IGNORE NULLS ORDER BY id DESC LIMIT 1), STRING_AGG(name, '-' ORDER BY id DESC), COUNTIF(id > 1), LOGICAL_AND(id > 1), LOGICAL_OR(id > 1) FROM d.t", [[['b'], 'b-a', '2', false, true]]],
    ['SELECT SUM(x), AVG(x), COUNT(*) FROM UNNEST(CAST([] AS ARRAY<INT64>)) AS x', [[null, null, '0']]],
    ["SELECT AVG(x), SUM(x) FROM UNNEST([NUMERIC '1', 2, 2]) AS x", [['1.666666667', '5.000000000']]],
    ['SELECT STDDEV(id), VAR_POP(id), STDDEV(x) FROM d.t LEFT JOIN (SELECT 1 AS x) ON id = x', [[1, 2 / 3, null]]],
    ['SELECT ARRAY_AGG(id) FROM d.t WHERE FALSE', [[[]]]],
    ['SELECT COUNT(*) FROM d.t HAVING COUNT(*) > 5', []],
    ['SELECT name, SUM(id) AS s FROM d.t GROUP BY name HAVING CAST(SUM(id) AS NUMERIC) / COUNT(*) > 1.5 ORDER BY s DESC LIMIT 1', [[null, '3']]],
    ["SELECT 'k' AS k, COUNT(*) FROM d.t GROUP BY k, id ORDER BY k LIMIT 1", [['k', '1']]],
  ],
  windows: [
    ['SELECT id, ROW_NUMBER() OVER (ORDER BY name), LAG(id) OVER w FROM d.t WINDOW w AS (ORDER BY id) ORDER BY 1', [['1', '2', null], ['2', '3', '1'], ['3', '1', '2']]],
    ['SELECT SUM(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM d.t ORDER BY id', [['1'], ['3'], ['5']]],
    ['SELECT id FROM d.t QUALIFY ROW_NUMBER() OVER (ORDER BY id DESC) = 1', [['3']]],
    ['SELECT name, SUM(SUM(id)) OVER () FROM d.t GROUP BY name ORDER BY name', [[null, '6'], ['a', '6'], ['b', '6']]],
    ['SELECT FIRST_VALUE(name IGNORE NULLS) OVER (ORDER BY id DESC) FROM d.t ORDER BY id', [['b'], ['b'], [null]]],
  ],
  joins: [
    ['SELECT id, b.name FROM d.t AS a JOIN d.t AS b USING (id) ORDER BY id', [['1', 'a'], ['2', 'b'], ['3', null]]],
    ['SELECT a.id, vid FROM d.t AS a LEFT JOIN d.v ON a.id = vid ORDER BY 1', [['1', null], ['2', '2'], ['3', '3']]],
    ['SELECT id FROM (SELECT 1 AS id) AS a FULL JOIN (SELECT 2 AS id) AS b USING (id) ORDER BY 1', [['1'], ['2']]],
    ['SELECT a.x, b.x AS y FROM (SELECT 1 AS x) AS a, (SELECT 2 AS x) AS b', [['1', '2']]],
    ['SELECT t.id, x FROM d.t, t.arr AS x ORDER BY 1, 2', [['1', '1'], ['1', '2'], ['3', '3']]],
    ['SELECT id, x, o FROM d.t LEFT JOIN UNNEST(arr) AS x WITH OFFSET AS o ORDER BY 1, 3', [['1', '1', '0'], ['1', '2', '1'], ['2', null, null], ['3', '3', '0']]],
    ["SELECT a, b FROM UNNEST([STRUCT(1 AS a, 'q' AS b), (2, 'r')]) ORDER BY a", [['1', 'q'], ['2', 'r']]],
  ],
  subqueries: [
    ['SELECT (SELECT MAX(u.id) FROM d.t AS u WHERE u.id < t.id) FROM d.t ORDER BY t.id', [[null], ['1'], ['2']]],
    ['SELECT id FROM d.t WHERE EXISTS (SELECT 1 FROM UNNEST(arr) AS x WHERE x = id) ORDER BY id', [['1'], ['3']]],
    ['SELECT id, ARRAY(SELECT x + 1 FROM UNNEST(arr) AS x) FROM d.t ORDER BY id', [['1', ['2', '3']], ['2', []], ['3', ['4']]]],
    ['SELECT id FROM d.t WHERE id NOT IN (SELECT vid FROM d.v)', [['1']]],
    ['WITH a AS (SELECT 1 AS x UNION ALL SELECT 2), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a JOIN b ON a.x = b.y', [['2', '2']]],
    ["SELECT (SELECT COUNT(*) FROM d.t AS u WHERE CAST(u.id AS NUMERIC) / CAST(t.id AS NUMERIC) > 1) FROM d.t ORDER BY id", [['2'], ['1'], ['0']]],
    ["SELECT (SELECT MAX(CAST(CONCAT(t.id, u.id) AS INT64)) FROM d.t AS u WHERE u.f / t.id > 0) FROM d.t ORDER BY id", [['11'], ['21'], ['31']]],
    ["SELECT id FROM d.t WHERE (id, name) IN ((1, 'a'), (2, 'x'))", [['1']]],
    ["SELECT (SELECT AS STRUCT 1 AS a, 'x' AS b).b", [['x']]],
    ['SELECT x FROM (SELECT AS VALUE STRUCT(5 AS x))', [['5']]],
  ],
  'set operations': [
    ['SELECT 1 UNION DISTINCT SELECT 1 UNION DISTINCT SELECT NULL ORDER BY 1', [[null], ['1']]],
    ['SELECT 1 INTERSECT DISTINCT SELECT 1.0', [[1]]],
    ['SELECT id FROM d.t EXCEPT DISTINCT SELECT 2 ORDER BY 1', [['1'], ['3']]],
  ],
  views: [
    ['SELECT * FROM d.v ORDER BY vid', [['2', 'B'], ['3', null]]],
    ['SELECT COUNT(*) FROM d.vv', [['2']]],
  ],
  'ingestion time': [
    ['SELECT * FROM d.ingested WHERE _PARTITIONDATE = \'2021-04-03\'', [['1']]],
    ['SELECT x, _PARTITIONTIME AS time FROM d.ingested ORDER BY _PARTITIONTIME DESC LIMIT 1', [['2', '2021-04-04 00:00:00+00']]],
    ["SELECT x FROM d.guarded WHERE DATE(_PARTITIONTIME) >= '2021-04-04'", [['2']]],
    ["SELECT x FROM d.guarded_view WHERE pt = TIMESTAMP '2021-04-04'", [['2']]],
    ["SELECT x FROM (SELECT x, _PARTITIONDATE AS day FROM d.guarded) WHERE day = '2021-04-03'", [['1']]],
    ["SELECT x FROM d.guarded WHERE _PARTITIONDATE >= DATE_TRUNC(DATE '2021-04-30', MONTH) ORDER BY x", [['1'], ['2']]],
    ["SELECT x FROM d.guarded WHERE x > 0 AND _PARTITIONTIME BETWEEN TIMESTAMP '2021-04-03' AND TIMESTAMP '2021-04-03'", [['1']]],
  ],
};

for (const [topic, cases] of Object.entries(CASES)) {
  describe(topic, () => {
    test.each(cases)('%s', async (sql, rows) => {
      expect(await warehouse.rows(sql)).toEqual(rows);
    });
  });
}

describe('what a query answers', () => {
  test('names, types and modes of columns', async () => {
    const { schema } = await warehouse.select("SELECT id, 1, 'x' AS s, arr, STRUCT(1 AS a, DATE '2021-04-03') AS st, 1.5, f > 1 FROM d.t");
    expect(schema).toEqual([
      { name: 'id', type: 'INTEGER', mode: 'NULLABLE' },
      { name: 'f0_', type: 'INTEGER', mode: 'NULLABLE' },
      { name: 's', type: 'STRING', mode: 'NULLABLE' },
      { name: 'arr', type: 'INTEGER', mode: 'REPEATED' },
      { name: 'st', type: 'RECORD', mode: 'NULLABLE', fields: [{ name: 'a', type: 'INTEGER', mode: 'NULLABLE' }, { name: '_field_2', type: 'DATE', mode: 'NULLABLE' }] },
      { name: 'f1_', type: 'FLOAT', mode: 'NULLABLE' },
      { name: 'f2_', type: 'BOOLEAN', mode: 'NULLABLE' },
    ]);
  });

  test('tables and views that it stands on, each once', async () => {
    const { referencedTables, referencedViews } = await warehouse.select('SELECT * FROM d.vv JOIN d.t ON id = vid');
    expect(referencedTables).toEqual([{ project: 'p', dataset: 'd', table: 't' }]);
    expect(referencedViews.map((view) => view.table)).toEqual(['vv', 'v']);
  });

  test('named parameters bind once each, positional ones by place', async () => {
    const named = { mode: 'named', parameters: [{ name: 'low', type: { kind: 'INT64' } }, { name: 'word', type: { kind: 'STRING' } }] } as const;
    const sql = 'SELECT id FROM d.t WHERE id >= @low AND name < @WORD AND id + @low > 1';
    expect((await warehouse.select(sql, named)).parameterOrder).toEqual([{ name: 'low', type: { kind: 'INT64' } }, { name: 'word', type: { kind: 'STRING' } }]);
    expect(await warehouse.rows(sql, named, [1n, 'b'])).toEqual([['1']]);
    const positional = { mode: 'positional', parameters: [{ type: { kind: 'STRING' } }, { type: { kind: 'INT64' } }] } as const;
    expect(await warehouse.rows('SELECT ?, id FROM d.t ORDER BY id LIMIT ?', positional, ['q', 1n])).toEqual([['q', '1']]);
  });

  test('a string parameter reads as a date where a date is needed', async () => {
    const parameters = { mode: 'named', parameters: [{ name: 'day', type: { kind: 'STRING' } }] } as const;
    expect(await warehouse.rows('SELECT id FROM d.t WHERE day = @day', parameters, ['2021-04-03'])).toEqual([['1']]);
  });
});

const GUARDED =
  "Cannot query over table 'd.guarded' without a filter over column(s) '_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME' that can be used for partition elimination";

const REFUSALS: readonly (readonly [sql: string, message: string])[] = [
  ['SELECT 1 x y', 'Syntax error: Expected end of input but got identifier "y" at [1:12]'],
  ['SELECT FROM d.t', 'Syntax error: Unexpected keyword FROM at [1:8]'],
  ['', 'Syntax error: Unexpected end of script at [1:1]'],
  ["SELECT 'abc", 'Syntax error: Unclosed string literal at [1:8]'],
  ['SELECT 1 = 1 = 1', 'Syntax error: Unexpected "=" at [1:14]'],
  ['SELECT foo FROM d.t', 'Unrecognized name: foo at [1:8]'],
  ['SELECT\n  nam FROM d.t', 'Unrecognized name: nam at [2:3]; Did you mean name?'],
  ['SELECT * FROM d.nope', 'Not found: Table p:d.nope was not found in location EU'],
  ['SELECT FOO(1)', 'Function not found: FOO at [1:8]'],
  ["SELECT 1 = '1'", 'No matching signature for operator = for argument types: INT64, STRING at [1:10]'],
  ['SELECT LOWER(1)', 'No matching signature for function LOWER for argument types: INT64 at [1:8]'],
  ['SELECT id FROM d.t GROUP BY name', 'SELECT list expression references column id which is neither grouped nor aggregated at [1:8]'],
  ['SELECT id, COUNT(*) FROM d.t', 'SELECT list expression references column id which is neither grouped nor aggregated at [1:8]'],
  ['SELECT name FROM d.t WHERE SUM(id) > 1', 'Aggregate function SUM not allowed in WHERE clause at [1:28]'],
  ['SELECT (SELECT MAX(t.id)) FROM d.t', 'Unsupported: MAX of nothing but columns of an enclosing query at [1:16]'],
  ['SELECT SUM(COUNT(*)) FROM d.t', 'Aggregations of aggregations are not allowed at [1:8]'],
  ['SELECT id FROM d.t AS a JOIN d.t AS b ON a.id = b.id', 'Column name id is ambiguous at [1:8]'],
  ['SELECT 1 AS a, 2 AS A', 'Duplicate column names in the result are not supported. Found duplicate(s): A'],
  ["SELECT id FROM d.t WHERE day = 'x'", 'Could not cast literal "x" to type DATE at [1:32]'],
  ['SELECT * FROM t', 'Table "t" must be qualified with a dataset (e.g. dataset.table) at [1:15]'],
  ['SELECT * FROM `d.t$20210403`', 'Table "d.t$20210403" cannot include decorator at [1:15]'],
  ['SELECT x FROM d.guarded WHERE x = 1', GUARDED],
  ["SELECT x FROM d.guarded WHERE x = 1 OR _PARTITIONDATE = '2021-04-03'", GUARDED],
  ["SELECT x FROM d.guarded WHERE _PARTITIONDATE = DATE '2021-01-01' + x", GUARDED],
  ['SELECT x FROM d.guarded_view', GUARDED],
  ["SELECT x FROM d.blind_view", GUARDED],
  ["SELECT x FROM (SELECT x, _PARTITIONDATE AS day FROM d.guarded LIMIT 5) WHERE day = '2021-04-03'", GUARDED],
  ['SELECT (SELECT MAX(x) FROM d.guarded)', GUARDED],
  ['SELECT * FROM d.loop_a', 'View p:d.loop_a refers to itself at [1:15]'],
  ['SELECT @p', "Query parameter 'p' not found at [1:8]"],
  ['SELECT * FROM `d.t*`', 'Unsupported: wildcard table d.t* at [1:15]'],
  ['SELECT * FROM d.t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP()', 'Unsupported: FOR SYSTEM_TIME AS OF at [1:19]'],
  ['SELECT * FROM d.t TABLESAMPLE SYSTEM (10 PERCENT)', 'Unsupported: TABLESAMPLE at [1:19]'],
  ["SELECT FARM_FINGERPRINT('a')", 'Unsupported: function FARM_FINGERPRINT at [1:8]'],
  ['WITH RECURSIVE x AS (SELECT 1 AS a INTERSECT DISTINCT SELECT a FROM x) SELECT * FROM x', 'Recursive query x must be a UNION ALL or UNION DISTINCT of a term that does not read it and one that does at [1:36]'],
  ['SELECT CAST(1 AS GEOGRAPHY)', 'Unsupported: type GEOGRAPHY at [1:18]'],
  [`SELECT ${'1 + '.repeat(20_000)}1`, 'Unsupported: the query is too complex'],
  [`SELECT ${'('.repeat(5_000)}1`, 'Unsupported: expressions nested more than 200 levels deep at [1:207]'],
  ['('.repeat(20_000), 'Unsupported: expressions nested more than 200 levels deep at [1:201]'],
  ["SELECT TIMESTAMP '0001-01-01 00:00:00+01'", 'Invalid TIMESTAMP literal at [1:8]'],
  ["SELECT TIMESTAMP '9999-12-31 23:30:00-01'", 'Invalid TIMESTAMP literal at [1:8]'],
  ['SELECT 1 WHERE FALSE', 'Query without FROM clause cannot have a WHERE clause at [1:1]'],
  ['SELECT 1 ORDER BY 1', 'Query without FROM clause cannot have an ORDER BY clause at [1:1]'],
  ['SELECT COUNT(*)', 'SELECT without FROM clause cannot use aggregation at [1:1]'],
  ['SELECT ROW_NUMBER() OVER ()', 'SELECT without FROM clause cannot use analytic functions at [1:1]'],
  ['SELECT ARRAY_AGG(DISTINCT id ORDER BY -id) FROM d.t', 'An aggregate function that has both DISTINCT and ORDER BY arguments can only ORDER BY expressions that are arguments to the function at [1:8]'],
  ['SELECT LAG(id, -1) OVER (ORDER BY id) FROM d.t', 'Argument 2 to LAG must be at least 0 at [1:16]'],
  ['SELECT NTH_VALUE(id, 0) OVER (ORDER BY id) FROM d.t', 'Argument 2 to NTH_VALUE must be at least 1 at [1:22]'],
  ['SELECT LEAD(id, id) OVER (ORDER BY id) FROM d.t', 'Argument 2 to LEAD must be a literal or query parameter at [1:17]'],
  ['SELECT SUM(id) OVER (ORDER BY id ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM d.t', 'Window frame offset must not be negative at [1:47]'],
  ['SELECT PERCENTILE_CONT(f, 0.5 RESPECT NULLS) OVER () FROM d.t', 'Unsupported: RESPECT NULLS in PERCENTILE_CONT at [1:8]'],
  [String.raw`SELECT REGEXP_REPLACE('abc', '(b)', r'\2')`, 'Invalid REGEXP_REPLACE pattern: Rewrite schema requests 2 matches, but the regexp only has 1 parenthesized subexpressions. at [1:8]'],
  [String.raw`SELECT 'a' LIKE 'a\\'`, 'LIKE pattern ends with a backslash at [1:12]'],
  ["SELECT SUBSTR(b'abc', 2)", 'Unsupported: function SUBSTR of BYTES at [1:8]'],
  ["SELECT NORMALIZE('a', NFKC)", 'Unsupported: NORMALIZE to NFKC at [1:8]'],
  ["SELECT SQRT(NUMERIC '2')", 'Unsupported: SQRT of NUMERIC at [1:8]'],
  ["SELECT POW(NUMERIC '1.1', 2)", 'Unsupported: POW of NUMERIC at [1:8]'],
  ['SELECT 1; SELECT 2', 'Unsupported: scripts of several statements at [1:11]'],
  ['FROM d.t |> SELECT id', 'Syntax error: Unexpected keyword FROM at [1:1]'],
];

test.each(REFUSALS.map(([sql, message]) => [sql.slice(0, 80), sql, message] as const))('refuses %s', async (_, sql, message) => {
  await expect(warehouse.translate(sql)).rejects.toMatchObject({ message });
});
