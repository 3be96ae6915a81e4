import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

const loader = new URL('./run-from-source.mjs', import.meta.url).href;
const fromSource = process.env['DWH_TEST_SRC'] === '1' ? ['--experimental-transform-types', '--no-warnings', '--import', loader] : [];

export interface CliResult {
  /** Absent where a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  /** Resolves once standard error holds `text`, or the process has ended. */
  seen(text: string): Promise<void>;
  readonly ended: Promise<CliResult>;
}

/**
 * Starts the command line in a process of its own, as a person would.
 *
 * @param environment - its DWH_* variables; those of the test run do not reach it
 */
export function startCli(argv: readonly string[], environment: Readonly<Record<string, string>>): CliRun {
  return start('bin/catalog-pipeline.js', argv, environment);
}

/** Runs what `npm start` runs. */
export function runDemo(environment: Readonly<Record<string, string>>): Promise<CliResult> {
  return start(fromSource.length > 0 ? 'src/demo.ts' : 'dist/demo.js', [], environment).ended;
}

function start(program: string, argv: readonly string[], environment: Readonly<Record<string, string>>): CliRun {
  const path = fileURLToPath(new URL(`../../${program}`, import.meta.url));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DWH_')));
  const child = spawn(process.execPath, [...fromSource, path, ...argv], { env: { ...inherited, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  const watchers: { text: string; resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const watcher of watchers) if (stderr.includes(watcher.text)) watcher.resolve();
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const seen = (text: string) =>
    new Promise<void>((resolve) => {
      if (stderr.includes(text)) resolve();
      watchers.push({ text, resolve });
      void ended.then(() => resolve());
    });
  return { child, seen, ended };
}

export function runCli(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<CliResult> {
  return startCli(argv, environment).ended;
}
