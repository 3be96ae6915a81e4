// npm run bench [-- --mb 200 --rounds 3]: what a push costs, beside a yardstick of the same run.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { writeSource, type BenchSource } from './sources/bench-source.ts';
import { catalog } from './sources/catalog.ts';
import { events } from './sources/events.ts';

const { values } = parseArgs({ options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } } });
const bytes = Number(values.mb) * 1e6;
const rounds = Number(values.rounds);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'dwh-bench-'));

interface Measured {
  readonly ms: number;
  readonly peakMB: number;
  readonly loadMs?: number;
}

/** The warehouse has a process of its own, as the real one has: what is measured is the pushing process. */
const server = spawn(process.execPath, [here('../packages/dwh-local/bin/dwh-local.js'), 'start', '--dir', join(directory, 'warehouse'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const environment: Record<string, string> = {};
for await (const line of createInterface({ input: server.stdout })) {
  const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) environment[name] = value;
  else if (line.startsWith('#')) break;
}

async function measure(script: string, ...argv: string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [here(`measures/${script}.ts`), ...argv], { env: { ...process.env, ...environment } });
  return JSON.parse(stdout) as Measured;
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

async function bench(source: BenchSource): Promise<Record<string, string>> {
  const path = join(directory, `${source.name}.csv`);
  await writeSource(source, path, bytes);
  const megabytes = (await stat(path)).size / 1e6;
  const pushes: Measured[] = [];
  const uploads: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    uploads.push(await measure('upload', source.name, path));
    pushes.push(await measure('push', source.name, path));
  }
  const push = median(pushes.map(({ ms }) => ms));
  const upload = median(uploads.map(({ ms }) => ms));
  await rm(path);
  return {
    source: `${source.name}, ${megabytes.toFixed(0)} MB`,
    'push, staged MB/s': (megabytes / (push / 1000)).toFixed(0),
    'bucket.upload MB/s': (megabytes / (upload / 1000)).toFixed(0),
    ratio: (upload / push).toFixed(2),
    'peak MB': Math.max(...pushes.map(({ peakMB }) => peakMB)).toFixed(0),
    'load s': (median(pushes.map(({ loadMs }) => loadMs ?? 0)) / 1000).toFixed(1),
  };
}

async function importTime(): Promise<string> {
  const run = async (code: string) => {
    const began = performance.now();
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: here('.') });
    return performance.now() - began;
  };
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 2 * rounds + 1; round += 1) {
    bare.push(await run(''));
    times.push(await run("import '@bm/dwh-push'"));
  }
  return `import '@bm/dwh-push': ${(median(times) - median(bare)).toFixed(0)} ms more than an empty program (${median(bare).toFixed(0)} ms)`;
}

try {
  console.table([await bench(catalog), await bench(events)]);
  console.log(await importTime());
} finally {
  server.kill('SIGINT');
  await once(server, 'exit');
  await rm(directory, { recursive: true, force: true });
}
