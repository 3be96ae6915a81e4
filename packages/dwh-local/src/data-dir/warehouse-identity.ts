import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LocalWarehouseError } from '../local-warehouse-error.js';

/** What a data directory belongs to for good: names of tables and buckets hold it. */
export interface WarehouseIdentity {
  readonly project: string;
  readonly location: string;
}

const DEFAULTS: WarehouseIdentity = { project: 'bm-local', location: 'EU' };

/** The directory's identity; a new directory gets the wanted one. @throws LocalWarehouseError DIR_OTHER_WAREHOUSE where something else is wanted. */
export function settleIdentity(dir: string, wanted: Partial<WarehouseIdentity>): WarehouseIdentity {
  const path = join(dir, 'warehouse.json');
  const kept = read(path);
  if (kept !== undefined) {
    requireIdentity(dir, kept, wanted);
    return kept;
  }
  const identity = { ...DEFAULTS, ...wanted };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(identity)}\n`);
  renameSync(draft, path);
  return identity;
}

/** @throws LocalWarehouseError DIR_OTHER_WAREHOUSE */
export function requireIdentity(dir: string, kept: WarehouseIdentity, wanted: Partial<WarehouseIdentity>): void {
  for (const field of ['project', 'location'] as const) {
    if (wanted[field] === undefined || wanted[field] === kept[field]) continue;
    throw new LocalWarehouseError('DIR_OTHER_WAREHOUSE', `The data directory ${dir} belongs to ${field} ${kept[field]}, not ${wanted[field]}. Use another directory, or leave ${field} out.`);
  }
}

function read(path: string): WarehouseIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as WarehouseIdentity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
