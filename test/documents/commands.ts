import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './documents.js';

interface Manifest {
  readonly name?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** One command of a block of shell: its words, without variables before it and comments behind it. */
export interface Command {
  readonly text: string;
  readonly words: readonly string[];
}

/** The commands of a block; `&&` separates, a backslash continues. */
export function commandsIn(code: string): readonly Command[] {
  return code
    .replaceAll('\\\n', ' ')
    .split(/\n|&&/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((text) => ({ text, words: text.replace(/^(?:[A-Z_]+=\S*\s+)+/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [] }));
}

const manifests = globSync(['package.json', 'packages/*/package.json', 'examples/*/package.json'], { cwd: root }).map((path) => ({ path, manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest }));

/** Where the command of a package is. */
export function binOf(name: string): string | undefined {
  for (const { path, manifest } of manifests) {
    const bin = manifest.bin?.[name];
    if (bin !== undefined) return join(root, path, '..', bin);
  }
  return undefined;
}

/** Commands of npm itself. */
const NPM_OWN = new Set(['ci', 'install', 'deprecate']);

/** Whether a package with a script of the name lies in the folder, or above it up to the root. */
export function hasScript(name: string, folder: string): boolean {
  return manifests.some(({ path, manifest }) => (path === 'package.json' || path === join(folder, 'package.json')) && (NPM_OWN.has(name) || manifest.scripts?.[name] !== undefined));
}
