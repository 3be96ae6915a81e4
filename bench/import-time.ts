import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { here } from './warehouse.ts';

/** What importing the package takes beyond an empty program: the medians of a few runs. */
export async function importTime(): Promise<string> {
  const run = async (code: string) => {
    const began = performance.now();
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: here('.') });
    return performance.now() - began;
  };
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    bare.push(await run(''));
    times.push(await run("import '@bm/dwh-push'"));
  }
  const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[3] as number;
  return `import '@bm/dwh-push': ${(middle(times) - middle(bare)).toFixed(0)} ms more than an empty program (${middle(bare).toFixed(0)} ms)`;
}
