import { ImportRequestError, planImport, type ImportRequest } from '@bm/catalog-pipeline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

fc.configureGlobal({ seed: 20210403 });

const daily = 'catalog_{yyyymmdd}.csv';
const MILLISECONDS_PER_DAY = 86_400_000;
const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
const anyDay = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9900-01-01T00:00:00Z'), noInvalidDate: true }).map((date) => day(date.getTime()));

function complaints(request: ImportRequest): readonly string[] {
  try {
    planImport(request);
    return [];
  } catch (error) {
    if (!(error instanceof ImportRequestError)) throw error;
    return error.complaints;
  }
}

describe('what an import will do', () => {
  test('without a date it replaces the whole table', () => {
    expect(planImport({ source: 'catalog.csv' })).toMatchObject({ dataset: 'backmarket', table: 'catalog_raw', tasks: [{ table: 'backmarket.catalog_raw' }] });
    expect(planImport({ source: 'catalog.csv' }).tasks[0]).not.toHaveProperty('partitionDate');
  });

  test('with a date it replaces that day', () => {
    const { tasks } = planImport({ source: 'catalog.csv', date: '2021-04-03', dataset: 'shop' });
    expect(tasks.map(({ table, partitionDate }) => ({ table, partitionDate }))).toEqual([{ table: 'shop.catalog_inc_raw', partitionDate: '2021-04-03' }]);
  });

  test('a range is every day of it, in order, over the ends of months and leap days', () => {
    const { tasks } = planImport({ source: daily, from: '2024-02-27', to: '2024-03-02' });
    expect(tasks.map(({ partitionDate }) => partitionDate)).toEqual(['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02']);
  });

  test('a range of n days has n tasks, a day apart, from the first to the last', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 800 }), (from, length) => {
        const to = day(Date.parse(from) + (length - 1) * MILLISECONDS_PER_DAY);
        const days = planImport({ source: daily, from, to }).tasks.map(({ partitionDate }) => partitionDate ?? '');
        expect(days).toHaveLength(length);
        expect([days[0], days.at(-1)]).toEqual([from, to]);
        expect(days.every((text, index) => index === 0 || Date.parse(text) - Date.parse(days[index - 1] ?? '') === MILLISECONDS_PER_DAY)).toBe(true);
      }),
    );
  });
});

describe('what cannot be right is refused', () => {
  test('every day of the calendar is taken, and nothing else', () => {
    const monthLengths = (year: number) => [31, (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (year, month, dayOfMonth) => {
        const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(dayOfMonth).padStart(2, '0')].join('-');
        const exists = year >= 1 && dayOfMonth >= 1 && dayOfMonth <= (monthLengths(year)[month - 1] ?? 0);
        expect(complaints({ source: daily, date: text }).length === 0, text).toBe(exists);
      }),
      { numRuns: 2000, examples: [[2021, 2, 30], [2023, 2, 29], [2000, 2, 29], [1900, 2, 29], [2021, 4, 31], [0, 1, 1]] },
    );
  });

  test('text that is not a day is refused', () => {
    const noDay = fc.string().filter((text) => !/^\d{4}-\d{2}-\d{2}$/.test(text));
    fc.assert(
      fc.property(noDay, (text) => {
        expect(complaints({ source: daily, date: text })).toHaveLength(1);
      }),
      { examples: [['2021-4-3'], ['20210403'], ['2021-04-03T00:00:00Z'], [' 2021-04-03'], ['2021-04-03\n'], ['']] },
    );
  });

  test.each<[string, ImportRequest, RegExp]>([
    ['an impossible day', { source: daily, date: '2021-02-30' }, /2021-02-30.*not a day of the calendar/],
    ['a range that ends before it begins', { source: daily, from: '2021-04-04', to: '2021-04-03' }, /ends \(2021-04-03\) before it begins \(2021-04-04\)/],
    ['a range without a placeholder', { source: 'catalog.csv', from: '2021-04-03', to: '2021-04-04' }, /every day would hold the same file/],
    ['a range of one end', { source: daily, from: '2021-04-03' }, /both its first day \(from\) and its last/],
    ['a date and a range', { source: daily, date: '2021-04-03', from: '2021-04-03', to: '2021-04-04' }, /not both/],
    ['a placeholder without a date', { source: daily }, /there is no date to put there/],
    ['more days than a table has partitions', { source: daily, from: '1990-01-01', to: '2021-04-04' }, /11417 days long/],
    ['no source', { source: '' }, /There is no source/],
    ['a dataset that is no name', { source: 'catalog.csv', dataset: 'team-a' }, /dataset is not a name/],
  ])('%s', (_, request, message) => {
    expect(complaints(request)).toEqual([expect.stringMatching(message)]);
  });

  test('all complaints come at once', () => {
    expect(complaints({ source: 'catalog.csv', from: '2021-02-30', to: '2021-13-01', dataset: '' })).toHaveLength(4);
  });
});
