import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../bin/dwh-local.js', import.meta.url));
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Runs the command to its end; `onOutput` may stop it. */
function run(args: readonly string[], onOutput?: (text: string, stop: () => void) => void): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => onOutput?.((out += String(chunk)), () => child.kill('SIGTERM')));
    child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)));
    child.on('close', (code) => resolve({ code, out, err }));
    if (onOutput === undefined) child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
  });
}

describe('dwh-local', () => {
  it('prints the variables to export, says so when the directory is served, and stops cleanly', async () => {
    let second: Promise<{ code: number | null; out: string }> | undefined;
    const first = await run(['start', '--dir', dir, '--port', '0', '--grpc-port', '0'], (text, stop) => {
      if (!text.includes('Ctrl-C')) return;
      second ??= run(['start', '--dir', dir]).finally(stop);
    });
    const joined = await second;
    expect([first.code, joined?.code]).toEqual([0, 0]);
    expect(first.out).toMatch(/^export DWH_TARGET=local\n(?:export DWH_\w+=\S+\n){6}# Serving .*\n$/);
    expect(joined?.out).toContain('already served');
    expect(joined?.out.split('\n').slice(0, 7)).toEqual(first.out.split('\n').slice(0, 7));
  });

  it.each([
    [['--help'], 0, /dwh-local start/, /^$/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    [['strat'], 2, /^$/, /no command "strat"/],
    [['start', '--prot', '1'], 2, /^$/, /'--prot'/],
    [['start', '--port', 'x'], 2, /^$/, /--port must be a number/],
    [['start', '--grpc-port', 'x'], 2, /^$/, /--grpc-port must be a number/],
    [['start', '--dir', '/dev/null/x', '--port', '0'], 1, /^$/, /cannot be written/],
  ])('%j ends with %i', async (args, code, out, err) => {
    const ended = await run(args as string[]);
    expect(ended).toMatchObject({ code, out: expect.stringMatching(out as RegExp), err: expect.stringMatching(err as RegExp) });
  });
});
