import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../../documents/documents.js';
import { commandsOf, writePrograms } from '../../documents/shell.js';
import { succeed } from './command.js';
import type { Gitlab } from './gitlab.js';
import { setUpRegistry } from './project.js';

/** Types what the README says under its first heading, word by word, in an empty folder of somebody who has the registry set up. @returns what the last command, the push, printed */
export async function followReadme(directory: string, gitlab: Gitlab): Promise<string> {
  mkdirSync(directory);
  setUpRegistry(directory, gitlab);
  writePrograms('README.md', directory);
  const all = commandsOf('README.md');
  const push = all.findIndex((text) => text.includes('node push.mjs'));
  return type(all.slice(0, push + 1), directory);
}

/**
 * Has a copy of examples/upgrade with a version of the packages installed, and types what its README says of a new major version.
 *
 * @returns what the last command, the comparison, printed; the versions in the project and in its copy
 */
export async function followUpgrade(directory: string, gitlab: Gitlab, version: string): Promise<{ readonly said: string; readonly installed: { readonly before: string; readonly after: string } }> {
  cpSync(join(root, 'examples/upgrade'), directory, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
  const range = `^${version}`;
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, '@bm/dwh-push': range, '@bm/dwh-local': range } }));
  setUpRegistry(directory, gitlab);
  const all = commandsOf('examples/upgrade/README.md');
  const copy = all.findIndex((text) => text.startsWith('cp '));
  const said = await type(['npm install', ...all.slice(copy)], directory);
  return { said, installed: { before: versionIn(directory), after: versionIn(join(directory, '../upgrade-next')) } };
}

/** @returns what the last of the commands printed */
async function type(commands: readonly string[], directory: string): Promise<string> {
  let printed = '';
  // Everybody else's packages may come from npm's cache.
  for (const text of commands) printed = await succeed('sh', ['-c', text], { cwd: directory, env: { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' } });
  return printed;
}

const versionIn = (directory: string): string => (JSON.parse(readFileSync(join(directory, 'node_modules/@bm/dwh-push/package.json'), 'utf8')) as { readonly version: string }).version;
