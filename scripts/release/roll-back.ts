// npm run release:roll-back -- @bm/dwh-push@1.4.2 @bm/dwh-local@1.4.2: gives `latest` back to earlier versions. What is published stays published: a lock file that names it goes on working.
import { spawnSync } from 'node:child_process';

import { publicPackages, tagOf } from './packages.ts';
import { published, requirePrivateRegistry } from './registry.ts';
import { requireToGoTogether } from './versions-together.ts';

const asked = process.argv.slice(2).map((written) => {
  const [, name, version] = /^(@[\w-]+\/[\w-]+)@(\d+\.\d+\.\d+)$/.exec(written) ?? [];
  if (name === undefined || version === undefined) throw new Error(`"${written}" is no version to roll back to: it is written as @bm/dwh-push@1.4.2`);
  return { name, version };
});
if (asked.length === 0) throw new Error('Say what to roll back to: npm run release:roll-back -- @bm/dwh-push@1.4.2 @bm/dwh-local@1.4.2');
requirePrivateRegistry();

// Everything that can be wrong is looked for before the first change.
const back = asked.map((pkg) => {
  const found = published(tagOf(pkg));
  if (found === undefined) throw new Error(`${tagOf(pkg)} is not in the registry. Nothing was changed.`);
  return found;
});
const others = publicPackages().filter(({ name }) => !asked.some((pkg) => pkg.name === name)).flatMap(({ name }) => published(`${name}@latest`) ?? []);
requireToGoTogether([...back, ...others]);

for (const pkg of asked) {
  const { status } = spawnSync('npm', ['dist-tag', 'add', tagOf(pkg), 'latest', '--loglevel', 'error'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${tagOf(pkg)} could not be made latest. Run the same again: ${asked.map(tagOf).join(', ')} go together.`);
}
