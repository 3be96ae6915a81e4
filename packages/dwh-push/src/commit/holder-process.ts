import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Which process holds a lease. */
export interface HolderProcess {
  readonly host: string;
  readonly pid: number;
  /** Tells it from an earlier process of the same number. */
  readonly instance: string;
}

export const thisProcess: HolderProcess = Object.freeze({ host: hostname(), pid: process.pid, instance: randomBytes(8).toString('hex') });

/** Whether a process is known to have ended: it was on this machine, and is not there any more. Of other machines nothing is known. */
export function hasEnded({ host, pid, instance }: HolderProcess): boolean {
  if (host !== thisProcess.host || instance === thisProcess.instance) return false;
  return pid === thisProcess.pid || !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs as someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
