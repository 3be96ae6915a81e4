import type { Route } from '../http/exchange.js';
import { bucketIn, needs, queriedProject } from '../iam/route-access.js';
import { bucketResource, locationType, newBucket, patchedBucket } from './bucket-resource.js';
import { etag } from './etag.js';
import { preconditionsOf, requireConditions, requireReadConditions } from './preconditions.js';
import { conditionNotMet, notServed, required } from './refusals.js';
import type { StorageService } from './storage-service.js';
import type { StoredBucket } from './stored.js';

export function bucketRoutes({ buckets }: StorageService): Route[] {
  return [
    {
      method: 'POST',
      path: '/storage/v1/b',
      id: 'storage.buckets.insert',
      access: needs('storage.buckets.create', queriedProject),
      handler: async (call) => {
        refuseAcl(call.query);
        const bucket = await buckets.insert(newBucket(await call.json(), projectOf(call.query)));
        return { status: 200, json: bucketResource(bucket, call.origin) };
      },
    },
    {
      method: 'GET',
      path: '/storage/v1/b',
      id: 'storage.buckets.list',
      access: needs('storage.buckets.list', queriedProject),
      handler: async (call) => {
        const prefix = call.query.get('prefix') ?? '';
        if (call.query.has('pageToken')) throw notServed('A page token of a bucket list (the list is never cut)');
        const found = (await buckets.list(projectOf(call.query))).filter((bucket) => bucket.name.startsWith(prefix));
        return { status: 200, json: { kind: 'storage#buckets', ...(found.length === 0 ? {} : { items: found.map((bucket) => bucketResource(bucket, call.origin)) }) } };
      },
    },
    {
      method: 'GET',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.get',
      access: needs('storage.buckets.get', bucketIn),
      handler: async (call) => {
        const bucket = await buckets.get(call.params['bucket'] ?? '');
        requireReadConditions(preconditionsOf(call.query), bucket);
        return { status: 200, json: bucketResource(bucket, call.origin) };
      },
    },
    {
      method: 'PATCH',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.patch',
      access: needs(['storage.buckets.get', 'storage.buckets.update'], bucketIn),
      handler: async (call) => {
        refuseAcl(call.query);
        const sent = await call.json();
        const bucket = await buckets.update(call.params['bucket'] ?? '', (current) => {
          requireConditions(preconditionsOf(call.query), current);
          requireEtag(call.headers['if-match'], current);
          return patchedBucket(current, sent);
        });
        return { status: 200, json: bucketResource(bucket, call.origin) };
      },
    },
    {
      method: 'DELETE',
      path: '/storage/v1/b/:bucket',
      id: 'storage.buckets.delete',
      access: needs('storage.buckets.delete', bucketIn),
      handler: async (call) => {
        await buckets.delete(call.params['bucket'] ?? '', (current) => requireConditions(preconditionsOf(call.query), current));
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
        const { name, location } = await buckets.get(call.params['bucket'] ?? '');
        return { status: 200, json: { kind: 'storage#storageLayout', bucket: name, location, locationType: locationType(location), hierarchicalNamespace: { enabled: false } } };
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
function refuseAcl(query: URLSearchParams): void {
  for (const name of ['predefinedAcl', 'predefinedDefaultObjectAcl']) if (query.has(name)) throw notServed(`The parameter ${name}`);
}

function requireEtag(ifMatch: string | undefined, bucket: StoredBucket): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch.replace(/^"(.*)"$/, '$1') !== etag('1', bucket.metageneration)) throw conditionNotMet();
}
