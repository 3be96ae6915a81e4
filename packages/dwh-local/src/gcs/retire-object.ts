import type { DuckDBConnection } from '@duckdb/node-api';

import type { ObjectEvent } from './object-event.js';
import { insertArchived, removeGeneration } from './object-rows.js';
import type { StorageClock } from './storage-clock.js';
import type { StoredBucket, StoredObject } from './stored.js';

/** What came of a generation that is no longer wanted. */
export interface Retired {
  readonly event: ObjectEvent;
  /** Its bytes go once the transaction is committed. */
  readonly freed: StoredObject | undefined;
}

export interface Retirement {
  readonly bucket: StoredBucket;
  readonly clock: StorageClock;
  readonly overwrittenBy?: string;
  /** Asked for by its generation: not even versioning keeps it. */
  readonly forGood?: boolean;
}

/** Takes a generation out of the live ones (or out of the noncurrent ones): into the archive where versioning or soft delete keep it, else away. */
export async function retireObject(connection: DuckDBConnection, object: StoredObject, { bucket, clock, overwrittenBy, forGood = false }: Retirement): Promise<Retired> {
  const time = clock.now();
  await removeGeneration(connection, object);
  const story = { object, time, ...(overwrittenBy === undefined ? {} : { overwrittenBy }) };
  if (bucket.versioning?.enabled === true && !forGood && object.timeDeleted === undefined) {
    await insertArchived(connection, { ...object, timeDeleted: time });
    return { event: { ...story, type: 'OBJECT_ARCHIVE' }, freed: undefined };
  }
  const event = { ...story, type: 'OBJECT_DELETE' } as const;
  const seconds = Number(bucket.softDeletePolicy?.retentionDurationSeconds ?? 0);
  if (seconds === 0) return { event, freed: object };
  await insertArchived(connection, { ...object, softDeleteTime: time, hardDeleteTime: new Date(Date.parse(time) + seconds * 1000).toISOString() });
  return { event, freed: undefined };
}
