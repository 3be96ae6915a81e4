import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What importing the package costs a program, beside what zod alone costs it, which the program's contract needs anyway. The least of many runs: noise only adds. */
export async function importTime(runs: number): Promise<Record<string, string>> {
  const least = { '': Infinity, "import 'zod'": Infinity, "import '@bm/dwh-push'": Infinity };
  for (let run = 0; run < runs; run += 1) {
    for (const program of Object.keys(least) as (keyof typeof least)[]) least[program] = Math.min(least[program], await timeOf(program));
  }
  const empty = least[''];
  return { 'empty program ms': empty.toFixed(0), 'zod alone adds': (least["import 'zod'"] - empty).toFixed(0), '@bm/dwh-push adds': (least["import '@bm/dwh-push'"] - empty).toFixed(0) };
}

async function timeOf(program: string): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: fileURLToPath(new URL('.', import.meta.url)) });
  return performance.now() - began;
}
