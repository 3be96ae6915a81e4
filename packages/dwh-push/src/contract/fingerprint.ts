import { createHash } from 'node:crypto';

import type { Column } from './column.js';
import type { Partitioning } from './contract.js';

/** A hash of what decides how rows are stored: columns and their fields in their order, types, modes, partitioning. 16 hexadecimal digits. */
export function fingerprint(columns: readonly Column[], partitioning: Partitioning): string {
  return createHash('sha256').update(JSON.stringify({ columns: columns.map(storedForm), partitioning })).digest('hex').slice(0, 16);
}

function storedForm({ name, type, mode, fields }: Column): readonly unknown[] {
  return [name, type, mode, ...(fields === undefined ? [] : [fields.map(storedForm)])];
}
