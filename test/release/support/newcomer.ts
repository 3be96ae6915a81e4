import { mkdirSync } from 'node:fs';

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
  let printed = '';
  // Everybody else's packages may come from npm's cache.
  for (const text of all.slice(0, push + 1)) printed = await succeed('sh', ['-c', text], { cwd: directory, env: { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' } });
  return printed;
}
