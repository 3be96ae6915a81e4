import type { ImportProgress } from '@bm/catalog-pipeline';
import { describe, expect, test } from 'vitest';

import { progressDisplay } from '../src/cli/progress-display.js';

const reading: ImportProgress = { table: 'backmarket.catalog_inc_raw', partitionDate: '2021-04-03', step: 'validate', sourceBytes: 50_000, totalSourceBytes: 90_629, rowsRead: 54, stagedBytes: 0 };

/** A display on a stream that keeps what is written, and a clock to turn by hand. */
function displayOn(terminal: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  const clock = { now: 1000 };
  const display = progressDisplay({ ...terminal, write: (text: string) => written.push(text) }, () => clock.now);
  return { display, clock, written };
}

describe('on a terminal', () => {
  test('a line per day is written over itself, and ends with the last state', () => {
    const { display, clock, written } = displayOn({ isTTY: true, columns: 120 });
    display.show({ ...reading, step: 'source', sourceBytes: 0, rowsRead: 0 });
    clock.now += 500;
    display.show(reading);
    clock.now += 10;
    display.show({ ...reading, sourceBytes: 90_629, rowsRead: 99 });
    display.end();
    expect(written).toEqual([
      '\rbackmarket.catalog_inc_raw 2021-04-03  reading  0 B of 90.6 kB  0 %  0 rows\u001b[K',
      '\rbackmarket.catalog_inc_raw 2021-04-03  reading  50.0 kB of 90.6 kB  55 %  54 rows  100.0 kB/s\u001b[K',
      '\rbackmarket.catalog_inc_raw 2021-04-03  reading  90.6 kB  99 rows  177.7 kB/s\u001b[K',
      '\n',
    ]);
  });

  test('the next day gets a line of its own', () => {
    const { display, written } = displayOn({ isTTY: true, columns: 120 });
    display.show(reading);
    display.show({ ...reading, partitionDate: '2021-04-04' });
    display.end();
    expect(written.join('').split('\n').map((line) => /2021-04-\d\d/.exec(line)?.[0])).toEqual(['2021-04-03', '2021-04-04', undefined]);
  });

  test('a line is never wider than the terminal, else it could not be written over', () => {
    const { display, written } = displayOn({ isTTY: true, columns: 30 });
    display.show(reading);
    expect(written[0]).toBe('\rbackmarket.catalog_inc_raw 20\u001b[K');
  });

  test('nothing is written where nothing was shown', () => {
    const { display, written } = displayOn({ isTTY: true });
    display.end();
    expect(written).toEqual([]);
  });
});

describe('elsewhere', () => {
  test('there are plain lines: at a change of phase, and every ten seconds', () => {
    const { display, clock, written } = displayOn({ isTTY: false });
    display.show({ ...reading, step: 'source', sourceBytes: 0, rowsRead: 0 });
    clock.now += 9_000;
    display.show(reading);
    clock.now += 1_000;
    display.show({ ...reading, step: 'stage', sourceBytes: 60_000, rowsRead: 60 });
    display.show({ ...reading, step: 'load', sourceBytes: 90_629, rowsRead: 99 });
    display.end();
    expect(written).toEqual([
      'backmarket.catalog_inc_raw 2021-04-03  reading  0 B of 90.6 kB  0 %  0 rows\n',
      'backmarket.catalog_inc_raw 2021-04-03  reading  60.0 kB of 90.6 kB  66 %  60 rows  6.0 kB/s\n',
      'backmarket.catalog_inc_raw 2021-04-03  loading  90.6 kB  99 rows\n',
    ]);
  });

  test('a source of unknown size has no percentage', () => {
    const { display, written } = displayOn({ isTTY: false });
    display.show({ table: 'backmarket.catalog_raw', step: 'decode', sourceBytes: 1_500_000, totalSourceBytes: undefined, rowsRead: 1_612, stagedBytes: 0 });
    expect(written).toEqual(['backmarket.catalog_raw  reading  1.5 MB  1,612 rows\n']);
  });
});
