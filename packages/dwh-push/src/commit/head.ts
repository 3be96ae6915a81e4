import * as z from 'zod';

import { NO_GENERATION, type ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';
import { tableFolder } from './place.js';
import { stagingError } from './staging-error.js';

const Facts = z.object({
  version: z.literal(1),
  pushId: z.string(),
  /** The run of the push that wrote the rows, and the dead letters that belong to them. */
  runId: z.string().optional(),
  jobId: z.string(),
  /** When that job began and ended, in milliseconds of the service's clock. */
  ran: z.object({ from: z.number(), to: z.number() }).optional(),
  rows: z.number(),
  rejected: z.number(),
  team: z.string().optional(),
  /** The backfill that published it, where one did. */
  backfill: z.string().optional(),
  publishedAt: z.string(),
});

/** What was published last into a partition. It says what happened, not what is there: that is `isStillThere`'s to prove. */
export type Head = Readonly<z.infer<typeof Facts>>;

const FILE = 'head.json';
/** The job of a head that says only that dead letters are there. */
const NOTHING_YET = '';

/**
 * The head of a partition, with the generation under which the next one is written. One that this version does not know counts as none.
 *
 * @throws DwhPushError `STAGE_*`
 */
export async function readHead(store: ObjectStore, folder: string, signal: AbortSignal | undefined): Promise<{ readonly head: Head | undefined; readonly generation: string }> {
  const record = await store.readRecord(`${folder}${FILE}`, signal).catch((error: unknown) => {
    throw error instanceof ServiceError ? stagingError(error, 'What was published last could not be read') : error;
  });
  return { head: Facts.safeParse(record?.facts).data, generation: record?.generation ?? NO_GENERATION };
}

/** Heads by partition id; `all` for a table that is replaced whole. */
export async function listHeads(store: ObjectStore, table: TableRef): Promise<ReadonlyMap<string, Head>> {
  const folder = tableFolder(table);
  const records = await store.listRecords(folder, `/${FILE}`);
  return new Map(
    records.flatMap(({ name, facts }) => {
      const head = Facts.safeParse(facts).data;
      return head === undefined || head.jobId === NOTHING_YET ? [] : [[name.slice(folder.length, -FILE.length - 1), head]];
    }),
  );
}

/** As far as it succeeds: without it the next push of the same content loads again. Where someone else has written since, theirs stays. */
export async function writeHead(store: ObjectStore, folder: string, head: Head, generation: string): Promise<void> {
  try {
    await store.writeRecord(`${folder}${FILE}`, head, generation);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

/**
 * Notes, before dead letters are written, that the partition may have some: whatever becomes of the push, the next one removes them.
 *
 * @returns the generation under which the next head is written
 * @throws DwhPushError `STAGE_*`
 */
export async function noteRejects(store: ObjectStore, folder: string, head: Head | undefined, generation: string, rejected: number): Promise<string> {
  if (head !== undefined && head.rejected > 0) return generation;
  const noted: Head = { ...(head ?? { version: 1, pushId: '', jobId: NOTHING_YET, rows: 0, publishedAt: '' }), rejected };
  try {
    // Where someone else has written meanwhile, the final head will not be written either, and theirs stays.
    return (await store.writeRecord(`${folder}${FILE}`, noted, generation)) ?? generation;
  } catch (error) {
    throw error instanceof ServiceError ? stagingError(error, 'That there are dead letters could not be noted') : error;
  }
}
