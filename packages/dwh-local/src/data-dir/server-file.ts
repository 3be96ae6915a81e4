import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who serves a data directory. */
export interface ServerRecord {
  /** Random; what answers at the endpoint must say the same. */
  readonly instance: string;
  readonly endpoint: string;
  readonly grpcEndpoint: string;
  readonly pid: number;
}

const path = (dir: string) => join(dir, 'server.json');

/** Undefined where there is none, or nothing that can be read. */
export function readServerFile(dir: string): ServerRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(path(dir), 'utf8'));
    return isServerRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** A reader sees the old file or the new one. */
export function writeServerFile(dir: string, record: ServerRecord): void {
  const draft = join(dir, `server.${record.instance}.json`);
  writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(draft, path(dir));
}

/** Removes it if it is this instance's. Synchronous: it also runs while the process ends. */
export function removeServerFile(dir: string, instance: string): void {
  if (readServerFile(dir)?.instance === instance) rmSync(path(dir), { force: true });
}

function isServerRecord(value: unknown): value is ServerRecord {
  return typeof value === 'object' && value !== null && 'instance' in value && typeof value.instance === 'string' && 'endpoint' in value && typeof value.endpoint === 'string' && 'grpcEndpoint' in value && typeof value.grpcEndpoint === 'string' && 'pid' in value && typeof value.pid === 'number';
}
