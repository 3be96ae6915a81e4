// npm run version-packages [-- --snapshot mr-12]: turns the changesets that wait into versions and changelogs.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { publicPackages, tagOf } from './packages.ts';
import { requirePeersOfThisVersion } from './peer-ranges.ts';
import { run } from './run.ts';

if (existsSync('.changeset/pre.json')) throw new Error('Versions that lead up to another (`changeset pre`) are not made here: the registry would call them latest. A canary is there to be tried. Remove .changeset/pre.json.');
run('changeset', ['version', ...process.argv.slice(2)]);
const isSnapshot = process.argv.includes('--snapshot');
for (const { directory, name } of publicPackages()) {
  if (isSnapshot) continue;
  const file = join(directory, 'package.json');
  const written = readFileSync(file, 'utf8');
  writeFileSync(file, requirePeersOfThisVersion(written, publicPackages()));
  // What is released now is what the next change of the API is compared with.
  const api = join(directory, 'api');
  if (existsSync(join(api, 'current.d.ts'))) copyFileSync(join(api, 'current.d.ts'), join(api, 'released.d.ts'));
  else throw new Error(`${name} has no report of its API: npm run api`);
}
run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--silent']);
console.log(publicPackages().map(tagOf).join('\n'));
