import type { ColumnType } from '../../../contract/column.js';
import type { ByteCheck } from '../values/byte-check.js';

const Z = 0x5a;

/** The text begins with the partition's time, and is in UTC. Offsets, and a space for the `T`, are left to who reads times. */
export function surePartition(partition: string, type: ColumnType): ByteCheck {
  const prefix = Buffer.from(partition);
  return (bytes, start, end) => {
    if (end - start < prefix.length || (type === 'TIMESTAMP' && bytes[end - 1] !== Z)) return false;
    for (let index = 0; index < prefix.length; index += 1) if (bytes[start + index] !== prefix[index]) return false;
    return true;
  };
}
