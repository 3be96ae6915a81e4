import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { succeed } from './command.js';
import type { Gitlab } from './gitlab.js';

const root = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> };
const push = JSON.parse(readFileSync(new URL('../../../packages/dwh-push/package.json', import.meta.url), 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> };

/** A project of a team, outside of this repository: what is in test/release/consumer. */
export interface Project {
  readonly install: (...args: readonly string[]) => Promise<string>;
  readonly node: (file: string, env?: Readonly<Record<string, string>>) => Promise<string>;
  readonly tsc: () => Promise<string>;
  /** The version in the lock file. */
  readonly locked: (name: string) => string | undefined;
  /** A file of an installed package. */
  readonly installed: (name: string, file: string) => string;
}

/** @param versions of our packages, as package.json asks for them */
export function createProject(directory: string, gitlab: Gitlab, versions: Readonly<Record<string, string>>): Project {
  cpSync(fileURLToPath(new URL('../consumer', import.meta.url)), directory, { recursive: true });
  const { typescript = '', '@types/node': node = '' } = root.devDependencies;
  const { zod = '' } = push.devDependencies;
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'a-team', private: true, dependencies: { ...versions, zod }, devDependencies: { typescript, '@types/node': node } }, null, 2));
  setUpRegistry(directory, gitlab);
  const env = { DWH_TARGET: 'local', DWH_LOCAL_DIR: join(directory, '.dwh') };
  return {
    install: (...args) => succeed('npm', [...args, '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: directory }),
    node: (file, more = {}) => succeed(process.execPath, [file], { cwd: directory, env: { ...env, ...more } }),
    tsc: () => succeed(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: directory }),
    locked: (name) => (JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, { version?: string }>> }).packages[`node_modules/${name}`]?.version,
    installed: (name, file) => readFileSync(join(directory, 'node_modules', name, file), 'utf8'),
  };
}

/** What `docs/upgrading.md` asks of a project that installs the packages. */
export function setUpRegistry(directory: string, gitlab: Gitlab): void {
  const registry = `127.0.0.1:${String(gitlab.port)}/api/v4/projects/1/packages/npm/`;
  writeFileSync(join(directory, '.npmrc'), `@bm:registry=http://${registry}\n//${registry}:_authToken=${gitlab.variables['CI_JOB_TOKEN'] ?? ''}\n`);
}
