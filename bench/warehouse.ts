import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface BenchWarehouse {
  /** Where files may lie that go when it closes. */
  readonly directory: string;
  /** Runs a measure, a file of `measures/`, in a process of its own; what it prints is its result. */
  measure<Result>(name: string, ...argv: string[]): Promise<Result>;
  close(): Promise<void>;
}

/** A warehouse with a process of its own, as the real one has: what is measured is the pushing process. */
export async function startWarehouse(): Promise<BenchWarehouse> {
  const directory = await mkdtemp(join(tmpdir(), 'dwh-bench-'));
  const server = spawn(process.execPath, [here('../packages/dwh-local/bin/dwh-local.js'), 'start', '--dir', join(directory, 'warehouse'), '--port', '0', '--grpc-port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const environment: Record<string, string> = {};
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    else if (line.startsWith('#')) break;
  }
  return {
    directory,
    async measure(name, ...argv) {
      const { stdout } = await promisify(execFile)(process.execPath, [here(`measures/${name}.ts`), ...argv], { env: { ...process.env, ...environment } });
      return JSON.parse(stdout);
    },
    async close() {
      server.kill('SIGINT');
      await once(server, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
