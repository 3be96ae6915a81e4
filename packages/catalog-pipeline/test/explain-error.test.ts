import { DwhPushError, type PushReceipt } from '@bm/dwh-push';
import { expect, test } from 'vitest';

import { CatalogImportError } from '../src/catalog-import-error.js';
import { explainError } from '../src/cli/explain-error.js';
import { importTable } from '../src/cli/import-table.js';
import { planImport } from '../src/plan-import.js';

const receipt = (partition: string): PushReceipt => ({
  outcome: 'published',
  table: 'bm-local.backmarket.catalog_inc_raw',
  partition,
  committed: 'yes',
  rowsRead: 1234,
  rowsLoaded: 1234,
  rowsRejected: 0,
  sourceBytes: 1_000_000,
  stagedBytes: 900_000,
  source: 'catalog.csv',
  startedAt: '2021-04-05T00:00:00.000Z',
  finishedAt: '2021-04-05T00:00:01.000Z',
  durationsMs: { source: 0, decode: 0, validate: 0, stage: 0, load: 0, register: 0 },
});

/** A range of four days of which the third fails. */
function thirdDayFails(cause: unknown): CatalogImportError {
  const [, , failed, ...notRun] = planImport({ source: '{date}.csv', from: '2021-04-03', to: '2021-04-06' }).tasks;
  if (failed === undefined) throw new Error('The plan has no third day.');
  return new CatalogImportError({ receipts: [receipt('20210403'), receipt('20210404')], failed, notRun }, cause);
}

test('an error of a range says what failed, which records, which days are done, and what to do', () => {
  const listed = [
    { record: 7, byteOffset: 410, column: 'category_id', rule: 'integer' },
    { record: 9, byteOffset: 560, rule: 'field_count' },
  ];
  const cause = new DwhPushError('DATA_REJECTED', '5 records do not keep the contract; the first is record 7.', { rejects: { total: 5, listed } });
  expect(explainError(thirdDayFails(cause))).toBe(
    [
      'error: The import of backmarket.catalog_inc_raw 2021-04-05 failed: 5 records do not keep the contract; the first is record 7.',
      '  record 7 (byte 410), column "category_id": rule "integer"',
      '  record 9 (byte 560): rule "field_count"',
      '  and 3 more',
      '  state: nothing that readers see has changed for 2021-04-05; days done before it: 2021-04-03 to 2021-04-04. Running the same range again is safe.',
      `  what to do: ${cause.remedy} (DATA_REJECTED)`,
      '',
    ].join('\n'),
  );
});

test.each([
  ['yes', /the new rows are in place for 2021-04-05;/],
  ['unknown', /readers see either the rows of before or the new ones; running the same command again settles it for 2021-04-05;/],
] as const)('it does not say that nothing changed where the rows are or may be in place: %s', (committed, state) => {
  expect(explainError(thirdDayFails(new DwhPushError('LOAD_UNKNOWN', 'The answer was lost.', { committed })))).toMatch(state);
});

test('a failure that is not of the library has its state unknown', () => {
  expect(explainError(thirdDayFails(new TypeError('boom')))).toMatch(/failed: boom\n {2}state: readers see either/);
});

test('views that failed after the rows are said to be what is left', () => {
  const cause = new DwhPushError('VIEW_FORBIDDEN', 'The view team_a.v could not be published: accessDenied.');
  const text = explainError(new CatalogImportError({ receipts: [receipt('20210403')], notRun: [] }, cause));
  expect(text).toMatch(/^error: Publishing the teams' views failed: The view team_a\.v could not be published/);
  expect(text).toMatch(/^ {2}state: the rows are in place; running the same command again is safe\.$/m);
});

test('the table lists the days that are done, the one that failed, and those that were not run', () => {
  const { state, cause } = thirdDayFails(new DwhPushError('LOCAL_WAREHOUSE_UNAVAILABLE', 'It is away.'));
  expect(importTable(state, cause).split('\n')).toEqual([
    'table                       partition    rows      bytes  rejected  outcome',
    'backmarket.catalog_inc_raw  2021-04-03  1,234  1,000,000         0  published',
    'backmarket.catalog_inc_raw  2021-04-04  1,234  1,000,000         0  published',
    'backmarket.catalog_inc_raw  2021-04-05      -          -         -  failed (LOCAL_WAREHOUSE_UNAVAILABLE), nothing changed',
    'backmarket.catalog_inc_raw  2021-04-06      -          -         -  not run',
    '',
  ]);
});
