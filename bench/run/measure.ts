import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { BenchWarehouse } from './warehouse.ts';

/** What a measuring process prints, a line of JSON; each prints what it knows of it. */
export interface Measured {
  /** Milliseconds, on the clock. */
  readonly ms: number;
  /** Milliseconds of processor time, all threads. */
  readonly cpuMs: number;
  readonly peakMB: number;
  readonly loadMs: number;
  readonly requests: number;
}

/** Runs one of `bench/measures` in a process of its own. */
export async function measure({ environment }: BenchWarehouse, script: string, ...argv: string[]): Promise<Measured> {
  const path = fileURLToPath(new URL(`../measures/${script}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...argv], { env: { ...process.env, ...environment } });
  return JSON.parse(stdout) as Measured;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
