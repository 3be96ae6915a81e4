import { readFileSync } from 'node:fs';

import { ERRORS } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');

/** Rows of the tables: `| CODE | fault | retry | what to do |`. */
const rows = new Map(
  [...text.matchAll(/^\| `([A-Z_]+)` \| (\w+) \| (yes|no) \| (.+) \|$/gm)].map(([, code, fault, retryable, remedy]) => [code as string, { fault, retryable: retryable === 'yes', remedy }]),
);

describe('docs/errors.md', () => {
  it('lists exactly the codes of the registry, with what the registry says of them', () => {
    const registry = Object.fromEntries(Object.entries(ERRORS).map(([code, { fault, retryable, remedy }]) => [code, { fault, retryable, remedy }]));
    expect(Object.fromEntries(rows)).toEqual(registry);
  });

  it('has each code under the heading of its step', () => {
    for (const [code, definition] of Object.entries(ERRORS)) {
      const before = text.slice(0, text.indexOf(`| \`${code}\``));
      const heading = /^## (.+)$/gm[Symbol.matchAll](before);
      expect([code, [...heading].at(-1)?.[1]]).toEqual([code, 'step' in definition ? definition.step : 'before the first step, or in any']);
    }
  });
});
