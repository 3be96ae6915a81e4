import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';

import { rowBytesSql } from '../../src/bigquery/rows/row-bytes.js';
import type { Field } from '../../src/bigquery/schema/field.js';

test('the size of a row with more columns than DuckDB lets expressions nest', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const fields = Array.from({ length: 1_500 }, (_, index): Field => ({ name: `c${index}`, type: 'INTEGER', mode: 'NULLABLE' }));
  const columns = fields.map(({ name }, index) => `${index % 3 === 0 ? 'NULL' : index} AS ${name}`).join(', ');
  const reader = await connection.runAndReadAll(`SELECT ${rowBytesSql(fields)} AS size FROM (SELECT ${columns})`);
  expect(Number(reader.getRows()[0]?.[0])).toBe(8_000);
  connection.closeSync();
  instance.closeSync();
});
