import { randomBytes } from 'node:crypto';

import * as z from 'zod';

import { tableFolder } from '../commit/place.js';
import { stagingError } from '../commit/staging-error.js';
import { NO_GENERATION, type ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';

const Facts = z.object({ version: z.literal(1), mark: z.string() });

/** A backfill that has begun and not come to its end yet. */
export interface BackfillRecord {
  /** What the heads of the partitions say that it has published. */
  readonly mark: string;
  /** The backfill has come to its end: the next call of it begins anew. As far as that succeeds. */
  end(): Promise<void>;
}

/**
 * Finds the record of an earlier call of the same backfill, or begins one: an object in the staging bucket.
 *
 * @throws DwhPushError `STAGE_*`
 */
export async function backfillRecord(store: ObjectStore, table: TableRef, id: string, restart: boolean): Promise<BackfillRecord> {
  const name = `${tableFolder(table)}backfills/${id}.json`;
  try {
    for (;;) {
      const there = await store.readRecord(name);
      const facts = restart ? undefined : Facts.safeParse(there?.facts).data;
      if (there !== undefined && facts !== undefined) return recordOf(store, name, facts.mark, there.generation);
      const mark = `${id}-${randomBytes(4).toString('hex')}`;
      const generation = await store.writeRecord(name, { version: 1, mark }, there?.generation ?? NO_GENERATION);
      if (generation !== undefined) return recordOf(store, name, mark, generation);
    }
  } catch (error) {
    throw error instanceof ServiceError ? stagingError(error, 'The record of the backfill could not be written') : error;
  }
}

function recordOf(store: ObjectStore, name: string, mark: string, generation: string): BackfillRecord {
  return {
    mark,
    async end() {
      try {
        await store.removeRecord(name, generation);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    },
  };
}
