import { execFile } from 'node:child_process';

export interface Ended {
  readonly code: number;
  /** Standard output and standard error. */
  readonly text: string;
}

/** What an `npm` that runs the tests hands down would decide for an `npm` that they run. */
const OWN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|VITEST|CI_|DWH_|NODE_ENV$)/i.test(name)));

/** Runs a command, and waits for its end whatever it is: a server in this process goes on serving it. */
export function command(name: string, args: readonly string[], { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(name, args, { cwd, env: { ...OWN, ...env }, encoding: 'utf8', maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, text: stdout + stderr });
    });
  });
}

/** @returns its standard output and standard error @throws Error with them, where the command fails */
export async function succeed(...call: Parameters<typeof command>): Promise<string> {
  const { code, text } = await command(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1].join(' ')} ended with ${String(code)}:\n${text}`);
  return text;
}
