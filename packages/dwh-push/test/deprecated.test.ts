import { readFileSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { DEPRECATED_CLIENT_OPTIONS, DEPRECATED_PUSH_OPTIONS, renameDeprecated, type DeprecatedOption } from '../src/deprecated.js';

const warnings = vi.fn();

beforeEach(() => void vi.spyOn(process, 'emitWarning').mockImplementation(warnings));
afterEach(() => {
  vi.restoreAllMocks();
  warnings.mockReset();
});

let codes = 0;
/** Each is of a code of its own: a warning comes once in a process. */
const renaming = (): DeprecatedOption => ({ code: `DWH_DEP_TEST_${String(++codes)}`, was: 'partition', now: 'partitionDate', until: '3.0.0' });
const complain = vi.fn();

describe('an option that has a new name', () => {
  it('works, and says once what it is called and how long it works', () => {
    const deprecated = [renaming()];
    const written = Object.freeze({ table: 'a.b', partition: '2021-04-03' });
    expect(renameDeprecated(written, deprecated, complain)).toEqual({ table: 'a.b', partitionDate: '2021-04-03' });
    expect(renameDeprecated(written, deprecated, complain)).toEqual({ table: 'a.b', partitionDate: '2021-04-03' });
    expect(warnings.mock.calls).toEqual([
      ['The option "partition" is called "partitionDate" now. The old name works until @bm/dwh-push 3.0.0.', { type: 'DeprecationWarning', code: deprecated[0]?.code }],
    ]);
    expect(complain).not.toHaveBeenCalled();
  });

  it('is not guessed at where both names are given', () => {
    expect(renameDeprecated({ partition: '2021-04-03', partitionDate: '2021-04-04' }, [renaming()], complain)).toEqual({ partitionDate: '2021-04-04' });
    expect(complain).toHaveBeenCalledExactlyOnceWith('partition', 'it is called partitionDate now, which is given too');
  });

  it('is not missed by who writes the new one', () => {
    const written = { partitionDate: '2021-04-03', partition: undefined };
    expect(Object.entries(renameDeprecated(written, [renaming()], complain))).toEqual([['partitionDate', '2021-04-03']]);
    expect(warnings).not.toHaveBeenCalled();
  });
});

describe('what is deprecated', () => {
  const all = [...DEPRECATED_PUSH_OPTIONS, ...DEPRECATED_CLIENT_OPTIONS];

  it('has a code of its own', () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });

  it('works for one whole major at least, and no longer than it says', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
    const major = Number.parseInt(version, 10);
    expect(all.filter(({ until }) => Number.parseInt(until, 10) <= major).map(({ code }) => code)).toEqual([]);
  });

  it('is in docs/upgrading.md', () => {
    const document = readFileSync(new URL('../../../docs/upgrading.md', import.meta.url), 'utf8');
    const rows = [...document.matchAll(/^\| `(DWH_DEP_\w+)` \| `(\w+)` \| `(\w+)` \| ([\d.]+) \|$/gm)].map(([, code, was, now, until]) => ({ code, was, now, until }));
    expect(rows).toEqual(all);
  });
});
