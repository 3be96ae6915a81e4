import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every Markdown file of the repository, by its path from the root. */
export const documents = globSync('**/*.md', { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' || name === 'site' || name.startsWith('.dwh') }).sort();

export function read(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** Where a document's links lead, but for what stands in code. */
export function linksOf(document: string): readonly string[] {
  const prose = read(document).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
}

/** What a link may name behind `#`: the headings, as GitHub writes them. */
export function anchorsOf(document: string): ReadonlySet<string> {
  const prose = read(document).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  return new Set([...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')));
}
