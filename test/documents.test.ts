import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = globSync('**/*.md', { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' });
const read = (document: string) => readFileSync(join(root, document), 'utf8');

describe('the documents', () => {
  it('are found at all', () => {
    expect(documents).toContain('README.md');
    expect(documents).toContain(join('docs', 'flow.md'));
  });

  it.each(documents)('%s links to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  // A block behind `<!-- run -->` is a program: it runs as it stands there, with a file for what it reads.
  const programs = documents.flatMap((document) => [...read(document).matchAll(/<!-- run -->\n```ts\n([\s\S]*?)```/g)].map(([, program], index) => ({ document, index, program: program as string })));
  it.each(programs)('program $index of $document runs', async ({ program, document }) => {
    // Inside the repository, so that the packages resolve as they do for a team.
    await mkdir(join(root, '.dwh'), { recursive: true });
    const directory = await mkdtemp(join(root, '.dwh', 'document-'));
    const warehouse = await mkdtemp(join(tmpdir(), 'dwh-document-'));
    try {
      await writeFile(join(directory, 'products_20210403.csv'), 'sku,price\na,1.5\nb,\n');
      await writeFile(join(directory, 'program.mts'), program);
      const { stdout } = await promisify(execFile)(process.execPath, ['program.mts'], { cwd: directory, env: { ...process.env, DWH_TARGET: 'local', DWH_LOCAL_DIR: warehouse } });
      if (relative(root, join(root, document)) === 'README.md') expect(stdout).toBe('2 rows in bm-local.shop.products 20210403\n');
    } finally {
      await rm(directory, { recursive: true, force: true });
      await rm(warehouse, { recursive: true, force: true });
    }
  });
});
