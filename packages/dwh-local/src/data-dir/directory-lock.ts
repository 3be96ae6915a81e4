import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who opened the database. */
interface Holder {
  readonly instance: string;
  readonly pid: number;
  /** When the process started, in milliseconds since 1970: in a container a new process often has the old one's id. */
  readonly started: number;
}

/**
 * DuckDB's own lock keeps other processes out of the database file, and it goes with the process. It does not keep out this process itself
 * (threads, two calls at once): for that there is a file `lock`. Synchronous throughout, so that calls on one thread cannot interleave.
 */
export class DirectoryLock {
  readonly #path: string;
  readonly #instance: string;

  private constructor(path: string, instance: string) {
    this.#path = path;
    this.#instance = instance;
  }

  /** Undefined where this process holds the directory already. A holder in another process is left to DuckDB's lock. */
  static acquire(dir: string, instance: string): DirectoryLock | undefined {
    const path = join(dir, 'lock');
    const lock = new DirectoryLock(path, instance);
    for (;;) {
      if (lock.#create()) return lock;
      const holder = readHolder(path);
      if (holder !== undefined && isThisProcess(holder)) return undefined;
      if (holder !== undefined && isRunning(holder.pid)) return lock;
      lock.#removeStale(holder);
    }
  }

  /** Says that this process has the database open now, whatever the file said before. */
  confirm(): void {
    const draft = `${this.#path}.${this.#instance}`;
    writeFileSync(draft, this.#content());
    renameSync(draft, this.#path);
  }

  release(): void {
    if (readHolder(this.#path)?.instance === this.#instance) rmSync(this.#path, { force: true });
  }

  #create(): boolean {
    try {
      writeFileSync(this.#path, this.#content(), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Takes the file away first and looks at it afterwards: what is there may be a new holder's by now, and then goes back. */
  #removeStale(seen: Holder | undefined): void {
    const taken = `${this.#path}.stale.${this.#instance}`;
    try {
      renameSync(this.#path, taken);
      if (readHolder(taken)?.instance !== seen?.instance) linkSync(taken, this.#path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
    } finally {
      rmSync(taken, { force: true });
    }
  }

  #content(): string {
    return JSON.stringify({ instance: this.#instance, pid: process.pid, started: processStart() } satisfies Holder);
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof holder === 'object' && holder !== null && 'pid' in holder && 'started' in holder && 'instance' in holder ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function processStart(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

/** Two readings of a process's start differ by a few milliseconds. */
function isThisProcess(holder: Holder): boolean {
  return holder.pid === process.pid && Math.abs(holder.started - processStart()) < 1_000;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
