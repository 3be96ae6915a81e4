import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { getDependencyReleaseLine, getReleaseLine } from '../../scripts/release/changelog.ts';
import { changelogSection } from '../../scripts/release/changelog-section.ts';
import { publicPackages } from '../../scripts/release/packages.ts';
import { requirePeersOfThisVersion } from '../../scripts/release/peer-ranges.ts';
import { waitingChangesets } from '../../scripts/release/waiting-changesets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = publicPackages(root).map(({ name }) => name);

it('packages are published behind what they need', () => {
  expect(names).toEqual(['@bm/dwh-local', '@bm/dwh-push', '@bm/catalog-pipeline']);
});

it('dwh-push and dwh-local have one version', () => {
  const config = JSON.parse(readFileSync(`${root}/.changeset/config.json`, 'utf8')) as { fixed: string[][] };
  expect(config.fixed).toEqual([['@bm/dwh-push', '@bm/dwh-local']]);
  expect(new Set(publicPackages(root).filter(({ name }) => name.startsWith('@bm/dwh-')).map(({ version }) => version)).size).toBe(1);
});

describe('changesets that wait', () => {
  const waiting = waitingChangesets(root);

  it('are of packages that there are, and say something', () => {
    expect(waiting.flatMap(({ file, sizes }) => [...sizes].filter(([name, size]) => !names.includes(name) || !['patch', 'minor', 'major'].includes(size)).map((what) => `${file}: ${what.join(' ')}`))).toEqual([]);
    expect(waiting.filter(({ summary }) => summary.length < 20).map(({ file }) => file)).toEqual([]);
  });

  it('lead to a version that is meant to last', () => {
    expect(existsSync(`${root}/.changeset/pre.json`)).toBe(false);
  });

  it('say what to do where a call that worked has to be changed', () => {
    expect(waiting.filter(({ sizes, summary }) => [...sizes.values()].includes('major') && !/^To do:/m.test(summary)).map(({ file }) => file)).toEqual([]);
  });
});

describe('a changelog', () => {
  it('has a changeset as it was written, and what to do stands out', async () => {
    expect(await getReleaseLine({ summary: 'The option `a` is now `b`.\n\nTo do: rename it.\n' })).toBe('- The option `a` is now `b`.\n\n  **To do:** rename it.');
  });

  it('names the packages that go with it', async () => {
    expect(await getDependencyReleaseLine([], [{ name: '@bm/dwh-push', newVersion: '1.2.3' }])).toBe('- Goes with @bm/dwh-push 1.2.3.');
    expect(await getDependencyReleaseLine([], [])).toBe('');
  });

  it('is taken apart for the notes of a release', () => {
    const changelog = '# @bm/x\n\n## 1.1.0\n\n### Minor Changes\n\n- New.\n\n## 1.0.0\n\n- Old.\n';
    expect(changelogSection(changelog, '1.1.0')).toBe('### Minor Changes\n\n- New.');
    expect(changelogSection(changelog, '1.0.0')).toBe('- Old.');
    expect(changelogSection(changelog, '1.0')).toBeUndefined();
  });
});

describe('a peer of this repository', () => {
  const manifest = '{\n  "peerDependencies": {\n    "@bm/dwh-local": ">=1.2.0 <2.0.0",\n    "zod": "^4.0.0"\n  }\n}\n';

  it('is asked for in the minor version that is made with it, up to the next major', () => {
    expect(requirePeersOfThisVersion(manifest, [{ name: '@bm/dwh-local', version: '1.4.3' }])).toBe(manifest.replace('>=1.2.0 <2.0.0', '>=1.4.0 <2.0.0'));
    expect(requirePeersOfThisVersion(manifest, [{ name: '@bm/dwh-local', version: '0.4.3' }])).toBe(manifest.replace('>=1.2.0 <2.0.0', '>=0.4.0 <1.0.0'));
  });

  it('is left alone where it is none', () => {
    expect(requirePeersOfThisVersion('{}', [{ name: '@bm/dwh-local', version: '1.4.3' }])).toBe('{}');
  });
});
