import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inc } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commandsOf } from '../documents/shell.js';
import type { Ended } from './support/command.js';
import { copyRepository, type Repository } from './support/repository.js';
import { startGitlab, type Gitlab } from './support/gitlab.js';
import { followReadme, followUpgrade } from './support/newcomer.js';
import { createProject, type Project } from './support/project.js';

const PACKAGES = ['@bm/dwh-local', '@bm/dwh-push', '@bm/catalog-pipeline'];

let directory: string;
let gitlab: Gitlab;
let repository: Repository;
let project: Project;
/** The versions before the first release here, whatever they are when this test runs; a release of a major, so that `^` means what it means to users. */
let first: string;
let second: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dwh-release-'));
  gitlab = await startGitlab(directory);
  repository = await copyRepository(directory);
  const major = Math.max(...repository.packages().filter(({ name }) => name !== '@bm/catalog-pipeline').map(({ version }) => Number.parseInt(version, 10))) + 1;
  first = `${String(major)}.0.0`;
  second = `${String(major)}.1.0`;
});

afterAll(async () => {
  await gitlab?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** @returns what it printed @throws Error with that, where it failed */
const good = async (run: Promise<Ended>): Promise<string> => {
  const { code, text } = await run;
  if (code !== 0) throw new Error(text);
  return text;
};
const release = () => repository.npm(['run', 'release'], gitlab.variables);
const published = async () => Object.fromEntries(await Promise.all(PACKAGES.map(async (name) => [name, await gitlab.packument(name)] as const)));
const remoteTags = async () => (await repository.git('ls-remote', '--tags', '--refs', 'origin')).trim().split('\n').map((line) => line.split('refs/tags/')[1]).toSorted();

describe('a release, from changesets to a project that uses it', { timeout: 300_000 }, () => {
  it('says so where no private registry is set, and publishes nothing', async () => {
    const { code, text } = await repository.npm(['run', 'release'], { ...gitlab.variables, NPM_CONFIG_USERCONFIG: join(directory, 'none') });
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('npm knows no registry for @bm') });
  });

  it('refuses what lies about in the working tree, which would be committed', async () => {
    await writeFile(join(repository.directory, 'notes.txt'), 'not for others');
    const { code, text } = await release();
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringMatching(/working tree is not as it was committed[^]*notes\.txt/) });
    await rm(join(repository.directory, 'notes.txt'));
    expect(await remoteTags()).toEqual([undefined]);
  });

  it('that is not fit leaves main as it was, so that another commit mends it', async () => {
    const odd = join(repository.directory, 'packages/dwh-push/dist/odd.txt');
    const tip = await repository.git('ls-remote', 'origin', 'main');
    await repository.merge({ changesets: { '@bm/dwh-push': { size: 'patch', text: 'To be mended.' } }, lines: { 'packages/dwh-push/dist/odd.txt': 'x' } });
    const merged = await repository.git('ls-remote', 'origin', 'main');
    expect(merged).not.toBe(tip);
    const { code, text } = await release();
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('odd.txt') });
    expect(await repository.git('ls-remote', 'origin', 'main')).toBe(merged);
    expect(await repository.git('status', '--short')).toBe('');
    await rm(odd);
  });

  it('refuses to make versions that lead up to another', async () => {
    const merged = await repository.merge({ changesets: {}, lines: { '.changeset/pre.json': '{ "mode": "pre", "tag": "next", "initialVersions": {}, "changesets": [] }' } });
    expect(await release()).toMatchObject({ code: 1, text: expect.stringContaining('Remove .changeset/pre.json') });
    expect(await repository.git('ls-remote', 'origin', 'main')).toContain(merged);
    await rm(join(repository.directory, '.changeset/pre.json'));
  });

  it('cannot be tried before there is any: a registry calls the first version that it gets latest', async () => {
    await repository.merge({ changesets: { '@bm/catalog-pipeline': { size: 'minor', text: 'To be tried.' } } });
    const { code, text } = await repository.npm(['run', 'release:canary', '--', 'mr-6'], gitlab.variables);
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('@bm/catalog-pipeline: there is no release yet') });
    for (const { versions } of Object.values(await published())) expect(versions).toBeUndefined();
    await repository.git('reset', '--quiet', '--hard');
  });

  it('that fails half-way is finished by the next run, from the same commit', async () => {
    const merged = await repository.merge({
      changesets: {
        '@bm/dwh-local': { size: 'major', text: 'It stands.' },
        '@bm/dwh-push': { size: 'major', text: 'It stands.\n\nTo do: install both in this version.' },
        '@bm/catalog-pipeline': { size: 'major', text: 'It stands.' },
      },
    });
    gitlab.failing.add('@bm/dwh-push');
    const failed = await release();
    expect(failed.code).toBe(1);
    expect(failed.text).toContain(`@bm/dwh-push@${first} could not be published. Run the same again`);
    expect((await gitlab.packument('@bm/dwh-local'))['dist-tags']).toEqual({ latest: first });
    expect((await gitlab.packument('@bm/dwh-push')).versions).toBeUndefined();
    expect(await remoteTags()).toEqual([undefined]);

    await repository.git('switch', '--quiet', '--detach', merged);
    const text = await good(release());
    expect(text).toContain(`@bm/dwh-local@${first} is in the registry.`);
    for (const { versions } of Object.values(await published())) expect(Object.keys(versions)).toHaveLength(1);
    expect(await remoteTags()).toEqual(repository.packages().map(({ name, version }) => `${name}@${version}`).toSorted());
    expect(gitlab.releases.map(({ tag_name }) => tag_name).toSorted()).toEqual(await remoteTags());
    expect(gitlab.releases.find(({ tag_name }) => tag_name.startsWith('@bm/dwh-push'))?.description).toContain('**To do:** install both in this version.');
  });

  it('says in the package where its sources are, and which versions go together', async () => {
    const { versions } = await gitlab.packument('@bm/dwh-push');
    const [major] = first.split('.').map(Number);
    expect(versions[first]).toMatchObject({
      repository: { url: 'git+https://gitlab.example/data/dwh-push.git', directory: 'packages/dwh-push' },
      peerDependencies: { '@bm/dwh-local': `>=${first} <${String((major ?? 0) + 1)}.0.0` },
    });
  });

  it('changes nothing when it is repeated', async () => {
    const before = { published: await published(), tags: await remoteTags(), releases: [...gitlab.releases], tip: await repository.git('ls-remote', 'origin', 'main') };
    const text = await good(release());
    expect(text).toContain('No changesets wait');
    expect({ published: await published(), tags: await remoteTags(), releases: [...gitlab.releases], tip: await repository.git('ls-remote', 'origin', 'main') }).toEqual(before);
  });

  it('is installed by a project outside, which pushes by it', async () => {
    project = createProject(join(directory, 'team'), gitlab, { '@bm/dwh-push': `^${first}`, '@bm/dwh-local': `^${first}` });
    await project.install('install', '--prefer-offline');
    expect(await project.node('push.mjs')).toBe('published 2\n');
  });

  it("is installed, and pushes, by the README's words", async () => {
    expect(await followReadme(join(directory, 'newcomer'), gitlab)).toContain('2 rows in bm-local.shop.products 20210403');
  });

  it('is loaded by require', async () => {
    expect(await project.node('push.cjs')).toBe('published 1 true DwhPushError DATA_REJECTED\n');
  });

  it('is used in TypeScript at its strictest', async () => {
    expect(await project.tsc()).toBe('');
    expect(await project.node('push.mts')).toBe('published 1\nDATA_REJECTED\n');
  });

  it('with a fix and a feature reaches who asked for ^', async () => {
    await repository.merge({
      changesets: { '@bm/dwh-local': { size: 'patch', text: 'A fix.' }, '@bm/dwh-push': { size: 'minor', text: 'A feature: `added`.' } },
      lines: {
        'packages/dwh-push/dist/index.js': 'export const added = true;',
        'packages/dwh-push/dist/index.cjs': 'module.exports = { ...module.exports, added: true };',
        'packages/dwh-local/dist/index.js': '// mended',
      },
    });
    // It fails half-way, and the next merge comes before anybody repeats it.
    gitlab.failing.add('@bm/dwh-push');
    expect((await release()).code).toBe(1);
    await repository.merge({ changesets: { '@bm/catalog-pipeline': { size: 'patch', text: 'A word in the README.' } } });
    await good(release());
    expect(Object.keys((await gitlab.packument('@bm/catalog-pipeline')).versions)).toHaveLength(3);
    expect((await gitlab.packument('@bm/dwh-push'))['dist-tags']).toEqual({ latest: second });
    await project.install('update', '@bm/dwh-push', '@bm/dwh-local');
    for (const name of ['@bm/dwh-push', '@bm/dwh-local']) expect(JSON.parse(project.installed(name, 'package.json'))).toMatchObject({ version: second });
    expect(project.installed('@bm/dwh-push', 'CHANGELOG.md')).toMatch(new RegExp(`^# @bm/dwh-push\n\n## ${second}\n\n### Minor Changes\n\n- A feature: \`added\`\\.\n[^]*\n## ${first}\n`));
    expect(project.installed('@bm/dwh-local', 'CHANGELOG.md')).toContain('- A fix.');
    expect(project.installed('@bm/dwh-push', 'dist/index.js')).toContain('added = true');
    expect(await project.node('push.mjs')).toBe('unchanged 2\n');
    expect(await remoteTags()).toContain(`@bm/dwh-push@${second}`);
    expect(gitlab.releases.find(({ tag_name }) => tag_name === `@bm/dwh-push@${second}`)?.description).toContain('A feature');
  });

  it('refuses a version that there is, as after the revert of a commit that made some, and one whose tag somebody else made', async () => {
    await repository.git('revert', '--no-edit', 'HEAD');
    await repository.git('push', '--quiet', 'origin', 'HEAD:main');
    const reverted = await repository.git('ls-remote', 'origin', 'main');
    const { name, version } = repository.packages().find(({ name }) => name === '@bm/catalog-pipeline') ?? { name: '', version: '' };
    const again = inc(version, 'patch') ?? '';
    expect(await release()).toMatchObject({ code: 1, text: expect.stringContaining(`${name}@${again}: there is such a version already`) });
    expect(await repository.git('ls-remote', 'origin', 'main')).toBe(reverted);
    expect(await repository.git('status', '--short')).toBe('');
    await repository.git('revert', '--no-edit', 'HEAD');
    await repository.git('push', '--quiet', 'origin', 'HEAD:main');

    await repository.merge({ changesets: { '@bm/catalog-pipeline': { size: 'patch', text: 'A word that waits.' } } });
    const tag = `${name}@${inc(again, 'patch') ?? ''}`;
    await repository.git('push', '--quiet', 'origin', `HEAD~3:refs/tags/${tag}`);
    expect(await release()).toMatchObject({ code: 1, text: expect.stringContaining(`${tag}: there is such a version already`) });
    await repository.git('push', '--quiet', '--delete', 'origin', tag);
    await repository.git('tag', '--delete', tag);
  });

  it('that may not make its tags, and then not its releases, is finished once it may', async () => {
    const merged = await repository.merge({ changesets: { '@bm/catalog-pipeline': { size: 'patch', text: 'Another word.' } } });
    repository.refuse('refs/tags/');
    expect((await release()).code).toBe(1);
    repository.refuse();
    const { name, version } = repository.packages().find(({ name }) => name === '@bm/catalog-pipeline') ?? {};
    const tag = `${String(name)}@${String(version)}`;
    expect((await gitlab.packument('@bm/catalog-pipeline'))['dist-tags']).toEqual({ latest: version });
    expect(await remoteTags()).not.toContain(tag);

    await repository.git('push', '--quiet', 'origin', `${merged}:refs/tags/${tag}`);
    await repository.git('tag', '--delete', tag);
    await repository.git('switch', '--quiet', '--detach', merged);
    expect(await release()).toMatchObject({ code: 1, text: expect.stringContaining(`The tag ${tag} is on a commit that is not of this version`) });
    await repository.git('push', '--quiet', '--delete', 'origin', tag);
    await repository.git('tag', '--delete', tag);

    await repository.git('switch', '--quiet', '--detach', merged);
    gitlab.failing.add(tag);
    expect(await release()).toMatchObject({ code: 1, text: expect.stringContaining(`GitLab makes no release ${tag}: 403`) });
    expect(await remoteTags()).toContain(tag);

    await repository.git('switch', '--quiet', '--detach', merged);
    await good(release());
    expect(gitlab.releases.filter(({ tag_name }) => tag_name === tag)).toMatchObject([{ description: expect.stringContaining('Another word.') }]);
    expect(Object.keys((await gitlab.packument('@bm/catalog-pipeline')).versions)).toHaveLength(4);
  });

  it('is left to the pipeline of the last commit', async () => {
    await repository.git('switch', '--quiet', '--detach', 'HEAD~2');
    expect(await good(release())).toContain('main has moved on');
    await repository.git('switch', '--quiet', '--detach', 'FETCH_HEAD');
  });

  it('can be tried before it is merged, under a tag of its own', async () => {
    const before = await remoteTags();
    await repository.merge({ changesets: { '@bm/dwh-push': { size: 'minor', text: 'Another feature.' } } });
    await good(repository.npm(['run', 'release:canary', '--', 'mr-7'], gitlab.variables));
    const { 'dist-tags': tags } = await gitlab.packument('@bm/dwh-push');
    expect(tags).toEqual({ latest: second, 'mr-7': expect.stringMatching(/^\d+\.2\.0-mr-7\.\d{14}$/) });
    expect(await remoteTags()).toEqual(before);
  });

  it('is taken back by its tag: who installs from now on by `^` gets the version before', async () => {
    await repository.git('reset', '--quiet', '--hard');
    const rollBack = (...versions: readonly string[]) => repository.npm(['run', 'release:roll-back', '--', ...versions], gitlab.variables);
    const both = [`@bm/dwh-push@${first}`, `@bm/dwh-local@${first}`];
    const pipeline = await gitlab.packument('@bm/catalog-pipeline');
    expect(await rollBack(...both)).toMatchObject({ code: 1, text: expect.stringContaining(`@bm/catalog-pipeline@${String(pipeline['dist-tags']['latest'])} goes with @bm/dwh-push ${second}, not with ${first}: name a version of @bm/catalog-pipeline that does, too.`) });
    expect((await gitlab.packument('@bm/dwh-push'))['dist-tags']).toMatchObject({ latest: second });
    const all = [...both, `@bm/catalog-pipeline@${String(Object.keys(pipeline.versions)[0])}`];
    gitlab.failing.add('-/package/@bm/dwh-local/dist-tags/latest');
    expect(await rollBack(...all)).toMatchObject({ code: 1, text: expect.stringContaining(`@bm/dwh-local@${first} could not be made latest. Run the same again`) });
    await good(rollBack(...all));
    expect((await gitlab.packument('@bm/dwh-push'))['dist-tags']).toMatchObject({ latest: first });
    const another = createProject(join(directory, 'another-team'), gitlab, { '@bm/dwh-local': `^${first}` });
    await another.install('install', '--package-lock-only');
    expect(another.locked('@bm/dwh-local')).toBe(first);
    expect(await rollBack(`@bm/dwh-push@${second}`, '@bm/dwh-local@99.0.0')).toMatchObject({ code: 1, text: expect.stringContaining('@bm/dwh-local@99.0.0 is not in the registry. Nothing was changed.') });
  });

  it('of the next major is tried in a copy of a project, by the words of examples/upgrade; what was taken back is passed over where it is marked', async () => {
    await repository.merge({ changesets: { '@bm/dwh-local': { size: 'major', text: 'Another.' }, '@bm/dwh-push': { size: 'major', text: 'Another.' } } });
    await good(release());
    const next = inc(first, 'major');
    expect((await gitlab.packument('@bm/dwh-push'))['dist-tags']).toMatchObject({ latest: next });
    const [mark = ''] = commandsOf('docs/releasing.md').filter((text) => text.startsWith('npm deprecate'));
    const [, ...words] = mark.replace('1.5.0', second).replaceAll("'", '').split(' ');
    await good(repository.npm([words[0] ?? '', words[1] ?? '', words.slice(2).join(' ')], gitlab.variables));
    const { said, installed } = await followUpgrade(join(directory, 'prices'), gitlab, first);
    expect(installed).toEqual({ before: first, after: next });
    expect(said).toContain('. and ../upgrade-next land the same 4 rows in the same columns');
  });
});
