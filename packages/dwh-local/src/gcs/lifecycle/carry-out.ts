import type { BucketStore } from '../bucket-store.js';
import type { ObjectStore } from '../object-store.js';
import type { StorageClock } from '../storage-clock.js';
import type { StoredBucket, StoredObject } from '../stored.js';
import { dueAction } from './due-action.js';

/** Does what all buckets' lifecycle rules want done now, and removes soft-deleted objects whose time is over. */
export async function carryOutLifecycle(buckets: BucketStore, objects: ObjectStore, clock: StorageClock): Promise<void> {
  for (const bucket of await buckets.all()) {
    await forgetBuried(bucket, objects, clock);
    if (bucket.lifecycle?.rule !== undefined) await applyRules(bucket, bucket.lifecycle.rule, objects, clock);
  }
}

async function forgetBuried({ name }: StoredBucket, objects: ObjectStore, clock: StorageClock): Promise<void> {
  for (const object of await objects.all(name, 'softDeleted')) {
    if (Date.parse(object.hardDeleteTime ?? '') <= clock.millis()) await objects.settle(name, object, { delete: true });
  }
}

async function applyRules({ name }: StoredBucket, rules: NonNullable<StoredBucket['lifecycle']>['rule'], objects: ObjectStore, clock: StorageClock): Promise<void> {
  let following: StoredObject | undefined;
  let newer = 0;
  // Of one name the newest comes first.
  for (const object of (await objects.all(name, 'versions')).reverse()) {
    newer = object.name === following?.name ? newer + 1 : 0;
    following = object;
    const action = dueAction(rules, object, newer, clock.millis());
    if (action !== undefined) await objects.settle(name, object, action);
  }
}
