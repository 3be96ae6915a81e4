import { createHash } from 'node:crypto';

import type { Column } from './column.js';
import type { Partitioning } from './contract.js';

/** A hash of what decides how rows are stored: columns in their order, types, modes, partitioning. 16 hexadecimal digits. */
export function fingerprint(columns: readonly Column[], partitioning: Partitioning): string {
  const stored = { columns: columns.map(({ name, type, mode }) => [name, type, mode]), partitioning };
  return createHash('sha256').update(JSON.stringify(stored)).digest('hex').slice(0, 16);
}
