// npm run release:roll-back -- @bm/dwh-push@1.4.2 @bm/dwh-local@1.4.2: gives `latest` back to earlier versions. What is published stays published: a lock file that names it goes on working.
import { isPublished, requirePrivateRegistry } from './registry.ts';
import { run } from './run.ts';

const versions = process.argv.slice(2).map((written) => {
  const [, name, version] = /^(@[\w-]+\/[\w-]+)@(\d+\.\d+\.\d+)$/.exec(written) ?? [];
  if (name === undefined || version === undefined) throw new Error(`"${written}" is no version to roll back to: it is written as @bm/dwh-push@1.4.2`);
  return { name, version };
});
if (versions.length === 0) throw new Error('Say what to roll back to: npm run release:roll-back -- @bm/dwh-push@1.4.2 @bm/dwh-local@1.4.2');
requirePrivateRegistry();
// All or none.
for (const pkg of versions) if (!isPublished(pkg)) throw new Error(`${pkg.name}@${pkg.version} is not in the registry. Nothing was changed.`);
for (const { name, version } of versions) run('npm', ['dist-tag', 'add', `${name}@${version}`, 'latest']);
