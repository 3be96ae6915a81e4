import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process holds a lease. */
export interface HolderProcess {
  /** The machine, and where processes are numbered by container, the container. */
  readonly host: string;
  readonly pid: number;
  /** Tells it from an earlier process of the same number: when it began, in seconds. */
  readonly instance: string;
}

export const thisProcess: HolderProcess = Object.freeze({ host: `${hostname()}${processNumbers()}`, pid: process.pid, instance: String(Math.round(Date.now() / 1000 - process.uptime())) });

/** Clocks are set, and threads of one process compute their beginning at different times. */
const TOLERANCE_S = 10;

/**
 * Whether a process is known to have ended: it was on this machine, and is not there any more. Of other machines and containers nothing is known, nor of other threads and other copies of this library in
 * this process, which all count as this one.
 */
export function hasEnded({ host, pid, instance }: HolderProcess): boolean {
  if (host !== thisProcess.host) return false;
  return pid === thisProcess.pid ? Math.abs(Number(instance) - Number(thisProcess.instance)) > TOLERANCE_S : !isRunning(pid);
}

/** Containers of one name may each have a process 1: on Linux, where processes have their numbers from. https://man7.org/linux/man-pages/man7/pid_namespaces.7.html */
function processNumbers(): string {
  try {
    return `/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs as someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
