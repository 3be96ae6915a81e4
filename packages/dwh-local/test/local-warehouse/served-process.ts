import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../bin/dwh-local.js', import.meta.url));

export interface ServedProcess {
  readonly child: ChildProcess;
  readonly env: Record<string, string>;
  /** Kills it as a machine does that loses power, and waits until it is gone. */
  kill(): Promise<void>;
}

/** `dwh-local start` in a process of its own, once it serves. */
export async function serveInProcess(dir: string): Promise<ServedProcess> {
  const child = spawn(process.execPath, [CLI, 'start', '--dir', dir, '--port', '0', '--grpc-port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const env: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) break;
    env[name] = value;
  }
  return {
    child,
    env,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
