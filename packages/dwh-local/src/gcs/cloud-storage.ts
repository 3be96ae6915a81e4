import { join } from 'node:path';

import { BlobStore } from '../blobs/blob-store.js';
import { firstRow, rows, type Engine } from '../engine/engine.js';
import type { Route } from '../http/exchange.js';
import type { AccessControl } from '../iam/access-control.js';
import { bucketRoutes } from './bucket-routes.js';
import { BucketStore } from './bucket-store.js';
import { newBucket } from './bucket-resource.js';
import { GenerationClock } from './generation-clock.js';
import { carryOutLifecycle } from './lifecycle/carry-out.js';
import { LifecycleRounds } from './lifecycle/lifecycle-rounds.js';
import type { EventHub } from './notifications/event-hub.js';
import { NotificationConfigs } from './notifications/notification-configs.js';
import { notificationRoutes } from './notifications/notification-routes.js';
import { publishEvents } from './notifications/publish-events.js';
import { objectRoutes } from './object-routes.js';
import { ObjectStore } from './object-store.js';
import { UploadSessions } from './resumable/upload-sessions.js';
import { bucketPolicyRoutes } from './policy-routes.js';
import { refusedRoutes } from './refused-routes.js';
import { serviceAccountRoutes } from './service-account-routes.js';
import { stagedObjectFiles } from './staged-object-files.js';
import type { StagedFiles } from './staged-files.js';
import { StorageClock } from './storage-clock.js';
import { createStorageTables } from './tables.js';
import { uploadRoutes } from './upload-routes.js';
import { xmlRoutes } from './xml/xml-routes.js';
import { writtenObjects, type WrittenObjects } from './written-objects.js';

export interface CloudStorageDeps {
  readonly engine: Engine;
  readonly access: AccessControl;
  /** Where objects' bytes and unfinished uploads lie. */
  readonly folder: string;
  /** Bytes are on the disk, not only with the operating system, before a write is acknowledged. */
  readonly durable: boolean;
  readonly project: string;
  readonly location: string;
  readonly origin: () => string;
  /** Who is told of objects. */
  readonly hub: EventHub;
}

export interface CloudStorage {
  readonly routes: Route[];
  readonly stagedFiles: StagedFiles;
  readonly writtenObjects: WrittenObjects;
  /** Makes a bucket of the warehouse's own project and location unless it is there. */
  ensureBucket(name: string): Promise<void>;
  /** Moves the clock ahead, in milliseconds, and does what lifecycle rules then want done. */
  advanceClock(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Cloud Storage's JSON API over one engine and a folder; settles what a killed process left before it returns. */
export async function createCloudStorage({ engine, access, folder, durable, project, location, origin, hub }: CloudStorageDeps): Promise<CloudStorage> {
  const { last, named } = await engine.withConnection(async (connection) => {
    await createStorageTables(connection);
    const kept = '(SELECT blob, generation FROM gcs.objects UNION ALL SELECT blob, generation FROM gcs.archive)';
    const newest = await firstRow<{ last: bigint | null }>(connection, `SELECT max(generation) AS last FROM ${kept}`);
    return { last: newest?.last ?? 0n, named: await rows<{ blob: string }>(connection, `SELECT blob FROM ${kept}`) };
  });
  const blobs = await BlobStore.open(folder, durable);
  await blobs.sweep(new Set(named.map((row) => row.blob)));
  const clock = new StorageClock();
  const uploads = new UploadSessions(engine, join(folder, 'uploads'), clock);
  await uploads.start();
  const buckets = new BucketStore(engine);
  const notifications = await NotificationConfigs.open(engine);
  const objects = new ObjectStore({ engine, blobs, buckets, clock, generations: new GenerationClock(clock, last), onEvent: publishEvents(hub, notifications, origin) });
  const service = { access, blobs, buckets, objects, uploads, notifications, clock };
  const lifecycle = new LifecycleRounds(() => carryOutLifecycle(buckets, objects, clock));
  await lifecycle.now();
  return {
    routes: [...bucketRoutes(service), ...bucketPolicyRoutes(service), ...notificationRoutes(service), ...objectRoutes(service), ...uploadRoutes(service), ...serviceAccountRoutes(), ...refusedRoutes(service), ...xmlRoutes(service)],
    advanceClock: async (ms) => {
      clock.advance(ms);
      await lifecycle.now();
    },
    close: () => lifecycle.stop(),
    stagedFiles: stagedObjectFiles(objects, blobs),
    writtenObjects: writtenObjects(objects, blobs),
    ensureBucket: async (name) => {
      if ((await buckets.list(project)).some((bucket) => bucket.name === name)) return;
      await buckets.insert(newBucket({ name, location }, project, clock.now()));
    },
  };
}
