import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WaitingChangeset {
  /** From the root of the repository. */
  readonly file: string;
  /** By names of packages: patch, minor or major. */
  readonly sizes: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** The changesets that no version has been made of. @throws Error where one is not written as it has to be */
export function waitingChangesets(root = process.cwd()): readonly WaitingChangeset[] {
  return globSync('.changeset/*.md', { cwd: root })
    .filter((file) => !file.endsWith('README.md'))
    .toSorted()
    .map((file) => {
      const [, head, summary] = /^---\n((?:['"][^'"\n]+['"]: *\w+\n)+)---\n([^]*)$/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
      if (head === undefined || summary === undefined) throw new Error(`${file} is no changeset: npm run changeset`);
      const sizes = new Map([...head.matchAll(/^['"](.+)['"]: *(\w+)$/gm)].map(([, name = '', size = '']) => [name, size]));
      return { file, sizes, summary: summary.trim() };
    });
}
