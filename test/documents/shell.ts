import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { command, succeed } from '../release/support/command.js';
import { codeBlocks, programsWrittenIn } from './code-blocks.js';
import { commandsIn } from './commands.js';
import { root } from './documents.js';

/** Commands of documents that are not run with the others, by how they begin: where they are run, or why they cannot be. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci': 'this test stands on it',
  'npm install @bm/dwh-push': 'from a registry: test/release, the README among it',
  'npm install --save-dev @bm/dwh-local': 'from a registry: test/release, the README among it',
  'cp -r . ../upgrade-next': 'from a registry: test/release',
  'npm install --prefix ../upgrade-next': 'from a registry: test/release',
  'npm run compare -- . ../upgrade-next': 'with two versions: test/release',
  'npm run release:roll-back': 'in a registry: test/release',
  'npm deprecate': 'in a registry: test/release',
  'npm run bench': 'measures for many minutes',
  'npm start': 'packages/catalog-pipeline/test/demo.test.ts',
  'npm test': 'this test is one of it',
  'export DWH_TARGET=gcp': "wants Google's own service",
  'gcloud auth': "wants Google's own service",
  'npx catalog-pipeline import --source catalog.csv --target gcp': "wants Google's own service",
  'DWH_TARGET=local npm start': 'runs until it is told to end: examples/daily-service/test',
};

/** Commands that end with 1, because that is what they show. */
const FAILS = ['DWH_TARGET=local node push-stock.js 2021-04-04', 'DWH_TARGET=local npm run refused'];

/** What a reader runs who follows a document from its top, in order. */
export function commandsOf(document: string): readonly string[] {
  return codeBlocks()
    .filter((block) => block.document === document && block.language === 'sh')
    .flatMap(({ code }) => commandsIn(code).map(({ text }) => text));
}

/** How the entry of `NOT_RUN` begins that says of a command why it is not run; undefined: it is. */
export function reasonNotToRun(text: string, document: string): string | undefined {
  // The script's `npm start` ends by itself.
  if (document.startsWith(join('examples', 'push-from-a-script'))) return undefined;
  return Object.keys(NOT_RUN).find((beginning) => text.startsWith(beginning));
}

/**
 * Runs what a document tells its reader to type. A document of an example is followed where it lies, another one in a folder of its own, with the packages installed and the files that it speaks of.
 *
 * @param web what stands for the servers that a document names: the origin of one that has the product catalog under every path
 * @throws Error with what a command said that ended otherwise than it should
 */
export async function follow(document: string, folder: string, web: string): Promise<void> {
  const cwd = document.startsWith('examples') ? join(root, dirname(document)) : furnish(folder, document);
  const env = { DWH_TARGET: 'local', DWH_LOCAL_DIR: join(folder, 'warehouse') };
  for (const text of commandsOf(document).filter((text) => reasonNotToRun(text, document) === undefined)) {
    const typed = text.replace(/https:\/\/(?:example\.com|exports\.example)/, web);
    if (typed.startsWith('npx dwh-local start')) await startAndEnd(`${typed} --port 0 --grpc-port 0`, cwd, env);
    else if (!FAILS.includes(text)) await succeed('sh', ['-c', typed], { cwd, env });
    else if ((await command('sh', ['-c', typed], { cwd, env })).code !== 1) throw new Error(`${text} did not end with 1`);
  }
}

/** What a reader has in the folder: the packages, the programs of the document, the files that it reads. */
function furnish(folder: string, document: string): string {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writePrograms(document, folder);
  mkdirSync(join(folder, 'exports'));
  const sample = join(root, 'packages/catalog-pipeline/sample');
  cpSync(sample, join(folder, 'exports'), { recursive: true });
  cpSync(join(sample, 'product_catalog_full.csv'), join(folder, 'catalog.csv'));
  return folder;
}

export function writePrograms(document: string, folder: string): void {
  for (const [name, code] of programsWrittenIn(document)) writeFileSync(join(folder, name), code);
}

/** A command that serves until it is told to end: it says where, answers there, and ends when it is asked to. */
async function startAndEnd(text: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn('sh', ['-c', `exec ${text}`], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'exit');
  try {
    const page = await fetch(await addressSaidBy(child));
    if (!page.ok) throw new Error(`${text} answers ${String(page.status)}`);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
  }
}

async function addressSaidBy(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`It ended before it said where it serves: ${said}`);
}
