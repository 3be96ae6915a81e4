import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { serve } from '../packages/dwh-push/test/support/file-server.js';
import { codeBlocks, programsWrittenIn } from './documents/code-blocks.js';
import { binOf, commandsIn, hasScript, type Command } from './documents/commands.js';
import { compile } from './documents/compile.js';
import { anchorsOf, documents, linksOf, root } from './documents/documents.js';
import { commandsOf, follow, NOT_RUN, reasonNotToRun } from './documents/shell.js';

const blocks = codeBlocks();
const of = (language: string) => blocks.filter((block) => block.language === language).map((block) => ({ ...block, place: `${block.document}:${block.line}` }));

describe('the documents', () => {
  it('are found at all', () => {
    expect(documents).toContain('README.md');
    expect(documents).toContain(join('docs', 'flow.md'));
    expect(of('ts').length).toBeGreaterThan(10);
  });

  it.each(documents)('%s links to what exists', (document) => {
    const wrong = linksOf(document).filter((link) => {
      if (/^[a-z]+:/.test(link)) return !URL.canParse(link);
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      return !existsSync(join(root, target)) || (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor));
    });
    expect(wrong).toEqual([]);
  });

  it('have no block in a language that nobody checks', () => {
    expect(blocks.filter(({ language }) => !['ts', 'sh', ''].includes(language)).map(({ document, line }) => `${document}:${line}`)).toEqual([]);
  });
});

describe('the programs in the documents', () => {
  const programs = of('ts');
  let folder: string;
  beforeAll(async () => {
    // Inside the repository, so that the packages resolve as they do for a team.
    await mkdir(join(root, '.dwh'), { recursive: true });
    folder = await mkdtemp(join(root, '.dwh', 'documents-'));
    await writeFile(join(folder, 'products_20210403.csv'), 'sku,price\na,1.5\nb,\n');
    for (const [index, { before, code }] of programs.entries()) await writeFile(join(folder, `${index}.mts`), `${before}${code}\nexport {};\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('compile', () => {
    const said = compile(programs.map((_, index) => join(folder, `${index}.mts`)));
    expect(said.map((line) => line.replace(/^.*\/(\d+)\.mts/, (_, index: string) => programs[Number(index)]?.place ?? ''))).toEqual([]);
  });

  it.each(programs.map(({ place }, index) => ({ place, index })))('$place runs', async ({ place, index }) => {
    const warehouse = await mkdtemp(join(tmpdir(), 'dwh-document-'));
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [`${index}.mts`], { cwd: folder, env: { ...process.env, DWH_TARGET: 'local', DWH_LOCAL_DIR: warehouse } });
      if (place.startsWith('README.md') && stdout !== '') expect(stdout).toBe('2 rows in bm-local.shop.products 20210403\n');
    } finally {
      await rm(warehouse, { recursive: true, force: true });
    }
  });
});

describe('the commands in the documents', () => {
  const helps = new Map<string, string>();
  async function helpOf(bin: string, command: string | undefined): Promise<string> {
    const key = `${bin} ${command ?? ''}`;
    const known = helps.get(key) ?? (await promisify(execFile)(process.execPath, [bin, ...(command === undefined ? [] : [command]), '--help'])).stdout;
    helps.set(key, known);
    return known;
  }

  /** What is wrong with a command; undefined for one of somebody else. */
  async function wrongIn({ words }: Command, folder: string, written: ReadonlyMap<string, string>): Promise<string | undefined> {
    const [program, ...rest] = words;
    if (program === 'npm') {
      const script = rest[0] === 'run' ? rest[1] : rest[0];
      return hasScript(script ?? '', folder) || ['init', 'publish', 'dist-tag', 'view', 'config', 'pack', 'login', 'exec'].includes(script ?? '') ? undefined : `there is no script ${script}`;
    }
    if (program === 'node') return existsSync(join(root, folder, rest[0] ?? '')) || written.has(rest[0] ?? '') ? undefined : `there is no ${rest[0]}`;
    const name = program === 'npx' ? rest[0] : program;
    const bin = binOf(name ?? '');
    if (bin === undefined) return undefined;
    const args = program === 'npx' ? rest.slice(1) : rest;
    const help = await helpOf(bin, args[0]?.startsWith('-') === false ? args[0] : undefined);
    const unknown = args.filter((word) => word.startsWith('--') && !help.includes(word.split('=')[0] ?? ''));
    if (args[0] !== undefined && !args[0].startsWith('-') && !help.includes(args[0])) return `${name} has no command ${args[0]}`;
    return unknown.length > 0 ? `${name} has no option ${unknown.join(', ')}` : undefined;
  }

  it.each(of('sh'))('of $place exist', async ({ code, document }) => {
    const wrong: string[] = [];
    const written = programsWrittenIn(document);
    for (const command of commandsIn(code)) {
      const said = await wrongIn(command, dirname(document), written);
      if (said !== undefined) wrong.push(`${command.text}: ${said}`);
    }
    expect(wrong).toEqual([]);
  });

  const followed = documents.filter((document) => commandsOf(document).some((text) => reasonNotToRun(text, document) === undefined));
  it.each(followed)('of %s run, one after the other', async (document) => {
    const catalog = await readFile(join(root, 'packages', 'catalog-pipeline', 'sample', 'product_catalog_full.csv'));
    await using server = await serve((_, response) => response.end(catalog));
    const folder = await mkdtemp(join(tmpdir(), 'dwh-followed-'));
    try {
      await follow(document, folder, server.url(''));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('are not run for a reason only where there are such', () => {
    const used = new Set(documents.flatMap((document) => commandsOf(document).map((text) => reasonNotToRun(text, document))));
    expect(Object.keys(NOT_RUN).filter((beginning) => !used.has(beginning))).toEqual([]);
  });
});
