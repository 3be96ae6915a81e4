import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

/** Permissive ones, of which none asks more than to be named. */
const ALLOWED = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0', 'Python-2.0']);

const lock = JSON.parse(readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8')) as { packages: Readonly<Record<string, Locked>> };
/** What is installed where our packages are: not what is needed to develop them. */
const shipped = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional, link }]) => path.includes('node_modules/') && dev !== true && devOptional !== true && link !== true)
  .map(([path, { version = '', license = 'unknown' }]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version, license }));

/** `(MIT OR Apache-2.0)` may be chosen from; `MIT AND BSD` has to be allowed in all its parts. */
const isAllowed = (license: string): boolean =>
  license.replace(/^\((.*)\)$/, '$1').split(' OR ').some((choice) => choice.split(' AND ').every((part) => ALLOWED.has(part.trim())));

it('every shipped dependency has a licence that is allowed', () => {
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(({ license }) => !isAllowed(license))).toEqual([]);
});

it('NOTICE names every shipped dependency with its licence', async () => {
  const lines = [...new Set(shipped.map(({ name, version, license }) => `${name} ${version} (${license})`))].toSorted();
  const text = ['dwh-push', '', 'The packages of this repository depend on the following, each under its own licence, whose text is in the package itself. `vitest -u` on test/licences.test.ts writes this list anew.', '', ...lines, ''].join('\n');
  await expect(text).toMatchFileSnapshot('../NOTICE');
});
