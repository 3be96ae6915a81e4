import { execFileSync } from 'node:child_process';

/** Runs a command, its output to this terminal. @throws Error where it ends with another code than 0 */
export function run(command: string, args: readonly string[], cwd = process.cwd()): void {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

/** What a command prints, without the last line's end. @throws Error where it ends with another code than 0 */
export function output(command: string, args: readonly string[], cwd = process.cwd()): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 }).trim();
}

/** Like `output`, but undefined where the command ends with another code than 0, whatever it says. */
export function outputIfAny(command: string, args: readonly string[], cwd = process.cwd()): string | undefined {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 }).trim();
  } catch {
    return undefined;
  }
}
