import { readFileSync } from 'node:fs';

import { ERRORS, STEPS } from '@bm/dwh-push';
import { expect, it } from 'vitest';

const document = '../docs/errors.md';

/** What stands above the tables is written by hand. */
const introduction = readFileSync(new URL(document, import.meta.url), 'utf8').split('\n## ', 1)[0];

function section(title: string, ofStep: string | undefined): string {
  const rows = Object.entries(ERRORS)
    .filter(([, definition]) => ('step' in definition ? definition.step : undefined) === ofStep)
    .map(([code, { fault, retryable, remedy }]) => `| \`${code}\` | ${fault} | ${retryable ? 'yes' : 'no'} | ${remedy} |\n`);
  return rows.length === 0 ? '' : `\n## ${title}\n\n| code | fault | retry | what to do |\n|---|---|---|---|\n${rows.join('')}`;
}

it('docs/errors.md is made of the registry: vitest --update writes it anew', async () => {
  const sections = [section('before the first step, or in any', undefined), ...STEPS.map((step) => section(step, step))];
  await expect(`${introduction}${sections.join('')}`).toMatchFileSnapshot(document);
});
