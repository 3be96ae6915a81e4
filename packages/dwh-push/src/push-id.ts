import { createHash } from 'node:crypto';

/** Identifies what a push would put where: equal for equal content, contract and place. 32 hexadecimal digits. */
export function pushIdOf(table: string, partition: string | undefined, contractFingerprint: string, stagedDigest: string): string {
  return createHash('sha256').update(JSON.stringify([table, partition ?? null, contractFingerprint, stagedDigest])).digest('hex').slice(0, 32);
}
