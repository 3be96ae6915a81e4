// npm run release:canary -- mr-12: publishes what the changesets that wait would make, as a version of its own under a dist-tag. The checkout is left with those versions in it.
import { checkTarballs } from './check-tarballs.ts';
import { pack } from './pack.ts';
import { publish } from './publish.ts';
import { published, requirePrivateRegistry } from './registry.ts';
import { run } from './run.ts';
import { waitingChangesets } from './waiting-changesets.ts';

const [tag = ''] = process.argv.slice(2);
if (!/^[a-z]+-[0-9a-z-]+$/.test(tag)) throw new Error('A canary is named after its merge request: npm run release:canary -- mr-12');
requirePrivateRegistry();
if (waitingChangesets().length === 0) console.log('No changesets wait: there is nothing to try out.');
else {
  run(process.execPath, ['scripts/release/make-versions.ts', '--snapshot', tag]);
  run('npm', ['run', '--silent', 'build']);
  const packed = pack('.release', process.env['CI_PROJECT_URL']).filter(({ version }) => version.includes('-'));
  await checkTarballs(packed);
  const unreleased = packed.filter(({ name }) => published(`${name}@latest`) === undefined);
  if (unreleased.length > 0) throw new Error(`${unreleased.map(({ name }) => name).join(', ')}: there is no release yet, and a registry calls the first version that it gets latest. Nothing was published.`);
  publish(packed, tag);
  console.log(`To try it: npm install ${packed.map(({ name }) => `${name}@${tag}`).join(' ')}`);
}
