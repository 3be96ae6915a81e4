import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A local warehouse in a process of its own, as the real one is: what is measured is the pushing process. */
export interface BenchWarehouse {
  /** The variables with which another process reaches it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startWarehouse(directory: string): Promise<BenchWarehouse> {
  const bin = fileURLToPath(new URL('../../packages/dwh-local/bin/dwh-local.js', import.meta.url));
  const server = spawn(process.execPath, [bin, 'start', '--dir', directory, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const environment: Record<string, string> = {};
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) environment[name] = value;
    else if (line.startsWith('#')) break;
  }
  return {
    environment,
    async stop() {
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}
