import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publicPackages, type Package } from '../../../scripts/release/packages.ts';
import { command, succeed, type Ended } from './command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const modules = join(root, 'node_modules');

/** A copy of this repository as it is now, with a remote of its own; its packages are built already, so that it builds nothing. */
export interface Repository {
  readonly directory: string;
  readonly packages: () => readonly Package[];
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly npm: (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Ended>;
  /** What a merge does: changesets, and a line at the end of what a package is built of. */
  readonly merge: (change: Change) => Promise<string>;
  /** Makes the remote refuse pushes of what begins so, `refs/tags/` say, or no more. */
  readonly refuse: (refs?: string) => void;
}

export interface Change {
  /** By names of packages: how large it is, and what it says. */
  readonly changesets: Readonly<Record<string, { readonly size: 'major' | 'minor' | 'patch'; readonly text: string }>>;
  /** Lines that are appended to files. */
  readonly lines?: Readonly<Record<string, string>>;
}

export async function copyRepository(directory: string): Promise<Repository> {
  const remote = join(directory, 'remote.git');
  const checkout = join(directory, 'checkout');
  const path = `${join(modules, '.bin')}:${process.env['PATH'] ?? ''}`;
  const env = { PATH: path, GIT_AUTHOR_NAME: 'CI', GIT_AUTHOR_EMAIL: 'ci@example.com', GIT_COMMITTER_NAME: 'CI', GIT_COMMITTER_EMAIL: 'ci@example.com', GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: readonly string[]) => succeed('git', args, { cwd: checkout, env });

  const files = (await succeed('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })).split('\n').filter((file) => file !== '' && !/^(test|bench|docs)\/|^packages\/[^/]+\/(test|src)\//.test(file));
  for (const file of [...files, ...globSync('packages/*/dist', { cwd: root })]) cpSync(join(root, file), join(checkout, file), { recursive: true });
  for (const file of globSync('.changeset/*.md', { cwd: checkout })) if (!file.endsWith('README.md')) rmSync(join(checkout, file));
  symlinkSync(modules, join(checkout, 'node_modules'));
  writeFileSync(join(checkout, '.gitignore'), 'node_modules\n.release/\n');
  const manifest = join(checkout, 'package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"build": "[^"]+"/, '"build": "node --version"'));
  await succeed('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote], { cwd: directory, env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', remote);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Everything');

  return {
    directory: checkout,
    packages: () => publicPackages(checkout),
    git,
    npm: (args, variables) => command('npm', args, { cwd: checkout, env: { ...env, NPM_CONFIG_USERCONFIG: join(checkout, '.gitlab/npmrc'), ...variables } }),
    merge: async ({ changesets, lines = {} }) => {
      for (const [name, { size, text }] of Object.entries(changesets)) {
        const file = join(checkout, '.changeset', `${name.replace(/\W+/g, '-')}.md`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `---\n'${name}': ${size}\n---\n\n${text}\n`);
      }
      for (const [file, line] of Object.entries(lines)) appendFileSync(join(checkout, file), `${line}\n`);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', 'A change');
      await git('push', '--quiet', 'origin', 'HEAD:main');
      return (await git('rev-parse', 'HEAD')).trim();
    },
    refuse: (refs) => {
      const hook = join(remote, 'hooks', 'update');
      if (refs === undefined) rmSync(hook);
      else writeFileSync(hook, `#!/bin/sh\ncase "$1" in ${refs}*) exit 1;; esac\n`, { mode: 0o755 });
    },
  };
}
