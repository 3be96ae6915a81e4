import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { root } from './documents/documents.js';
import { succeed } from './release/support/command.js';

const PIPELINE = 'packages/catalog-pipeline';

describe('the catalog pipeline, copied out of the repository under another name, as its README says', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'dwh-copied-'));
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', PIPELINE], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    for (const file of files) cpSync(join(root, file), join(copy, file.slice(PIPELINE.length + 1)));
    for (const file of ['api', 'typedoc.json']) rmSync(join(copy, file), { recursive: true });
    for (const file of globSync(['package.json', 'test/**/*.ts'], { cwd: copy })) writeFileSync(join(copy, file), readFileSync(join(copy, file), 'utf8').replaceAll('@bm/catalog-pipeline', '@bm/a-pipeline'));
    // As `npm install` would leave them.
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('asks for all that it imports', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>;
    const imported = new Set(globSync('{src,test}/**/*.ts', { cwd: copy }).flatMap((file) => [...readFileSync(join(copy, file), 'utf8').matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)/g)].map(([, name = '']) => name)));
    expect([...imported].filter((name) => !builtinModules.includes(name) && name !== 'node' && name !== '@bm/a-pipeline' && !(name in { ...dependencies, ...devDependencies }))).toEqual([]);
  });

  it('builds, passes its tests, and type-checks', async () => {
    expect(await succeed('npm', ['test', '--', 'test/dry-run.test.ts', 'test/plan-import.test.ts', 'test/sample.test.ts'], { cwd: copy })).toContain('3 passed');
    await succeed('npm', ['run', 'check'], { cwd: copy });
  });

  it('starts', async () => {
    expect(await succeed('npm', ['start'], { cwd: copy, env: { DWH_LOCAL_DIR: join(copy, '.dwh') } })).toContain('team_b');
  });
});
