import { describe, expect, test } from 'vitest';

import { parseImportArguments } from '../src/cli/import-arguments.js';
import { UsageError } from '../src/cli/usage-error.js';

function complaint(...argv: string[]): string {
  try {
    parseImportArguments(argv);
    return '';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message;
  }
}

describe('the arguments of import', () => {
  test('say what to import', () => {
    expect(parseImportArguments(['--source', 'c_{date}.csv', '--from', '2021-04-03', '--to=2021-04-04', '--target', 'local', '--dataset', 'shop'])).toEqual({
      request: { source: 'c_{date}.csv', date: undefined, from: '2021-04-03', to: '2021-04-04', dataset: 'shop' },
      target: 'local',
      dryRun: false,
    });
    expect(parseImportArguments(['--source', 'c.csv', '--dry-run'])?.dryRun).toBe(true);
  });

  test('leave the target to the environment', () => {
    expect(parseImportArguments(['--source', 'c.csv'])?.target).toBeUndefined();
  });

  test('may ask for help, whatever else they hold', () => {
    expect(parseImportArguments(['--help'])).toBeUndefined();
    expect(parseImportArguments(['--help', '--date', 'never'])).toBeUndefined();
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown option', ['--source', 'c.csv', '--force'], /--force/],
    ['a bare argument', ['c.csv'], /c\.csv/],
    ['an option without its value', ['--source'], /--source/],
    ['no source', ['--target', 'local'], /^There is no source: give a path or a URL\.$/],
    ['an option twice', ['--source', 'a.csv', '--source', 'b.csv'], /^--source stands 2 times\.$/],
    ['another target', ['--source', 'c.csv', '--target', 'aws'], /^--target is either local or gcp\.$/],
    ['an impossible date', ['--source', 'c.csv', '--date', '2021-02-30'], /^"2021-02-30" \(date\) is not a day of the calendar/],
    ['a range without a placeholder', ['--source', 'c.csv', '--from', '2021-04-03', '--to', '2021-04-04'], /^A range needs \{date\} or \{yyyymmdd\}/],
  ])('are refused: %s', (_, argv, message) => {
    expect(complaint(...argv)).toMatch(message);
  });

  test('get all complaints at once', () => {
    expect(complaint('--target', 'aws', '--date', '2021-13-01').split('\n')).toEqual([
      '--target is either local or gcp.',
      'There is no source: give a path or a URL.',
      '"2021-13-01" (date) is not a day of the calendar, written YYYY-MM-DD.',
    ]);
  });
});
