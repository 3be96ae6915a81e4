// npm run release: what CI does on main. Makes versions of the changesets that wait, and publishes what the registry does not have. Repeating it is safe, after a failure too.
import { checkTarballs } from './check-tarballs.ts';
import { commitVersions, head, isVersionCommitOn, lastVersionCommit, pushTags, requireCleanTree } from './git.ts';
import { makeGitlabReleases } from './gitlab-releases.ts';
import { pack } from './pack.ts';
import { publicPackages, tagOf } from './packages.ts';
import { publish } from './publish.ts';
import { isPublished, requirePrivateRegistry } from './registry.ts';
import { requireNewVersions, requireTagsOfTheirVersions } from './new-versions.ts';
import { output, run } from './run.ts';
import { waitingChangesets } from './waiting-changesets.ts';

type Packed = ReturnType<typeof pack>;

const branch = process.env['CI_DEFAULT_BRANCH'] ?? 'main';

requirePrivateRegistry();
requireCleanTree();
if (isOurs()) {
  await finishLastRelease();
  if (waitingChangesets().length > 0) await makeNextRelease();
  else console.log('No changesets wait: there is no new version to make.');
}

/** Whether this commit is main, or what a run before has put on top of it. Another commit there has a pipeline of its own. */
function isOurs(): boolean {
  run('git', ['fetch', '--quiet', '--tags', 'origin', branch]);
  const tip = output('git', ['rev-parse', 'FETCH_HEAD']);
  if (tip === head()) return true;
  if (!isVersionCommitOn(tip, head())) {
    console.log(`${branch} has moved on; the pipeline of its last commit releases.`);
    return false;
  }
  run('git', ['switch', '--quiet', '--detach', tip]);
  return true;
}

/** Where a run ended between its version commit and its last package. */
async function finishLastRelease(): Promise<void> {
  const last = lastVersionCommit();
  if (last === undefined) return;
  const here = head();
  run('git', ['switch', '--quiet', '--detach', last]);
  if (publicPackages().every(isPublished)) await announce(last);
  else await publishPacked(await packFit(), last);
  run('git', ['switch', '--quiet', '--detach', here]);
}

async function makeNextRelease(): Promise<void> {
  const before = head();
  const packed = await commitNextVersions().catch((error: unknown) => {
    // What is not fit never comes to main: the next run would have to finish it, and could not.
    run('git', ['reset', '--quiet', '--hard', before]);
    throw error;
  });
  // Before anything is published: whoever's push is refused publishes nothing, so one version is one commit.
  run('git', ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
  await publishPacked(packed, head());
}

/** Makes and commits the versions, and packs them. @throws Error where they cannot be, or are not fit to be published */
async function commitNextVersions(): Promise<Packed> {
  const released = new Set(publicPackages().map(tagOf));
  run(process.execPath, ['scripts/release/make-versions.ts']);
  requireNewVersions(publicPackages().filter((pkg) => !released.has(tagOf(pkg))));
  commitVersions(publicPackages().map(tagOf));
  return packFit();
}

/** The tarballs of this commit. @throws Error where they cannot be made, or are not fit to be published */
async function packFit(): Promise<Packed> {
  run('npm', ['run', '--silent', 'build']);
  const packed = pack('.release', process.env['CI_PROJECT_URL']);
  await checkTarballs(packed);
  return packed;
}

async function publishPacked(packed: Packed, commit: string): Promise<void> {
  publish(packed, 'latest');
  await announce(commit);
}

async function announce(commit: string): Promise<void> {
  requireTagsOfTheirVersions(publicPackages());
  pushTags(publicPackages().map(tagOf), commit);
  await makeGitlabReleases(publicPackages());
}
