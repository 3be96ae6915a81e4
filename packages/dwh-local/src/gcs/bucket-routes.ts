import type { Call, Route } from '../http/exchange.js';
import { booleanParam } from '../http/query-params.js';
import { bucketIn, needs, queriedProject } from '../iam/route-access.js';
import { bucketResource, locationType, newBucket, patchedBucket, replacedBucket } from './bucket-resource.js';
import { etag } from './etag.js';
import { maxResults } from './list-objects.js';
import { preconditionsOf, requireConditions, requireEtags, requireReadConditions } from './preconditions.js';
import { notServed, required, uniformAccess } from './refusals.js';
import type { StorageService } from './storage-service.js';

export function bucketRoutes({ buckets, blobs, clock, notifications }: StorageService): Route[] {
  const change = (apply: typeof patchedBucket) => async (call: Call) => {
    refuseUnserved(call.query);
    const sent = await call.json();
    const bucket = await buckets.update(call.params['bucket'] ?? '', (current) => {
      requireConditions(preconditionsOf(call.query), current);
      requireEtags(call.headers, etag('1', current.metageneration), false);
      return apply(current, sent, clock.now());
    });
    return { status: 200, json: bucketResource(bucket, call.origin) };
  };

  return [
    {
      method: 'POST',
      path: '/storage/v1/b',
      id: 'storage.buckets.insert',
      access: needs('storage.buckets.create', queriedProject),
      handler: async (call) => {
        refuseUnserved(call.query);
        const bucket = await buckets.insert(newBucket(await call.json(), projectOf(call.query), clock.now()));
        return { status: 200, json: bucketResource(bucket, call.origin) };
      },
    },
    {
      method: 'GET',
      path: '/storage/v1/b',
      id: 'storage.buckets.list',
      access: needs('storage.buckets.list', queriedProject),
      handler: async (call) => {
        refuseBuried(call.query);
        const [prefix, from, limit] = [call.query.get('prefix') ?? '', call.query.get('pageToken') ?? '', maxResults(call.query)];
        const found = (await buckets.list(projectOf(call.query))).filter(({ name }) => name.startsWith(prefix) && name >= from);
        const [items, next] = [found.slice(0, limit).map((bucket) => bucketResource(bucket, call.origin)), found[limit]];
        return { status: 200, json: { kind: 'storage#buckets', ...(items.length === 0 ? {} : { items }), ...(next === undefined ? {} : { nextPageToken: next.name }) } };
      },
    },
    {
      method: 'GET',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.get',
      access: needs('storage.buckets.get', bucketIn),
      handler: async (call) => {
        refuseBuried(call.query);
        const bucket = await buckets.get(call.params['bucket'] ?? '');
        requireReadConditions(preconditionsOf(call.query), bucket);
        requireEtags(call.headers, etag('1', bucket.metageneration), true);
        return { status: 200, json: bucketResource(bucket, call.origin) };
      },
    },
    {
      method: 'PATCH',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.patch',
      access: needs(['storage.buckets.get', 'storage.buckets.update'], bucketIn),
      handler: change(patchedBucket),
    },
    {
      method: 'PUT',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.update',
      access: needs(['storage.buckets.get', 'storage.buckets.update'], bucketIn),
      handler: change(replacedBucket),
    },
    {
      method: 'DELETE',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.delete',
      access: needs('storage.buckets.delete', bucketIn),
      handler: async (call) => {
        const freed = await buckets.delete(call.params['bucket'] ?? '', (current) => requireConditions(preconditionsOf(call.query), current));
        notifications.forget(call.params['bucket'] ?? '');
        for (const blob of freed) await blobs.discard(blob);
        return { status: 204 };
      },
    },
    {
      // `gcloud storage rm -r gs://bucket` asks. None can be made here, so none is there.
      method: 'GET',
      path: '/storage/v1/b/:bucket/managedFolders',
      id: 'storage.managedFolders.list',
      access: needs('storage.managedFolders.list', bucketIn),
      handler: async (call) => {
        await buckets.get(call.params['bucket'] ?? '');
        return { status: 200, json: { kind: 'storage#managedFolders' } };
      },
    },
    {
      method: 'GET',
      path: '/storage/v1/b/:bucket/storageLayout',
      id: 'storage.buckets.getStorageLayout',
      access: needs('storage.objects.list', bucketIn),
      handler: async (call) => {
        const bucket = await buckets.get(call.params['bucket'] ?? '');
        return { status: 200, json: { kind: 'storage#storageLayout', bucket: bucket.name, location: bucket.location, locationType: locationType(bucket), hierarchicalNamespace: { enabled: false } } };
      },
    },
  ];
}

function projectOf(query: URLSearchParams): string {
  const project = query.get('project');
  if (project === null || project === '') throw required('project');
  return project;
}

/** Access is uniform; an ACL that was silently dropped would read as granted. */
function refuseUnserved(query: URLSearchParams): void {
  if (query.get('enableObjectRetention')?.toLowerCase() === 'true') throw notServed('The parameter enableObjectRetention');
  for (const name of ['predefinedAcl', 'predefinedDefaultObjectAcl']) if (query.has(name)) throw uniformAccess('use ACL API to update bucket policy');
}

/** A deleted bucket is gone at once. */
function refuseBuried(query: URLSearchParams): void {
  if (booleanParam(query, 'softDeleted')) throw notServed('The parameter softDeleted of buckets');
}
