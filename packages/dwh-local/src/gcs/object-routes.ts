import type { Call, Reply, Route } from '../http/exchange.js';
import { bucketIn, needs, objectIn } from '../iam/route-access.js';
import { wholeParam } from '../http/query-params.js';
import { composeObject } from './compose-object.js';
import { copyObject } from './copy-object.js';
import { download } from './download.js';
import { listObjects } from './list-objects.js';
import { patchedMetadata } from './object-metadata.js';
import { objectName } from './object-name.js';
import { objectResource } from './object-resource.js';
import { preconditionsOf, requireReadConditions } from './preconditions.js';
import { hideMissing } from './require-write.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import type { StorageService } from './storage-service.js';

/** What the target needs is asked for when the source is there. */
const COPY = needs('storage.objects.get', (params) => ({ kind: 'object', bucket: params['from'] ?? '', object: params['source'] ?? '' }));

export function objectRoutes(service: StorageService): Route[] {
  const { objects, buckets } = service;

  const read = (always: 'media' | undefined) => async (call: Call): Promise<Reply> => {
    const { bucket, object: name } = named(call);
    const pinned = await objects.pin(bucket, name, wholeParam(call.query, 'generation')).catch(hideMissing(call.caller, bucket));
    try {
      requireReadConditions(preconditionsOf(call.query), pinned.object);
    } catch (error) {
      pinned.release();
      throw error;
    }
    if ((call.query.get('alt') ?? always) === 'media') return download(service, call, pinned);
    pinned.release();
    return { status: 200, json: objectResource(pinned.object, call.origin) };
  };

  const copy = (call: Call) => copyObject(service, call, { bucket: call.params['from'] ?? '', name: call.params['source'] ?? '' }, { bucket: call.params['to'] ?? '', name: objectName(call.params['target']) });

  return [
    {
      method: 'GET',
      path: '/storage/v1/b/:bucket/o',
      id: 'storage.objects.list',
      access: needs('storage.objects.list', bucketIn),
      handler: async (call) => {
        const { bucket } = named(call);
        await buckets.get(bucket);
        const { items, prefixes, nextPageToken } = await listObjects(objects, bucket, call.query);
        return {
          status: 200,
          json: {
            kind: 'storage#objects',
            ...(nextPageToken === undefined ? {} : { nextPageToken }),
            ...(prefixes.length === 0 ? {} : { prefixes }),
            ...(items.length === 0 ? {} : { items: items.map((object) => objectResource(object, call.origin)) }),
          },
        };
      },
    },
    { method: 'GET', path: '/storage/v1/b/:bucket/o/:object', id: 'storage.objects.get', access: needs('storage.objects.get', objectIn), handler: read(undefined) },
    { method: 'GET', path: '/download/storage/v1/b/:bucket/o/:object', id: 'storage.objects.get', access: needs('storage.objects.get', objectIn), handler: read('media') },
    {
      method: 'PATCH',
      path: '/storage/v1/b/:bucket/o/:object',
      id: 'storage.objects.patch',
      access: needs(['storage.objects.get', 'storage.objects.update'], objectIn),
      handler: async (call) => {
        refuseUnservedUpload(call);
        const { bucket, object: name } = named(call);
        const sent = await call.json();
        const object = await objects.update(bucket, name, wholeParam(call.query, 'generation'), (current) => patchedMetadata(current, sent), preconditionsOf(call.query));
        return { status: 200, json: objectResource(object, call.origin) };
      },
    },
    {
      method: 'DELETE',
      path: '/storage/v1/b/:bucket/o/:object',
      id: 'storage.objects.delete',
      access: needs('storage.objects.delete', objectIn),
      handler: async (call) => {
        const { bucket, object: name } = named(call);
        await objects.delete(bucket, name, wholeParam(call.query, 'generation'), preconditionsOf(call.query));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/storage/v1/b/:bucket/o/:object/compose',
      id: 'storage.objects.compose',
      access: needs('storage.objects.create', objectIn),
      handler: async (call) => {
        const { bucket, object: name } = named(call);
        return { status: 200, json: objectResource(await composeObject(service, call, bucket, objectName(name)), call.origin) };
      },
    },
    {
      method: 'POST',
      path: '/storage/v1/b/:from/o/:source/copyTo/b/:to/o/:target',
      id: 'storage.objects.copy',
      access: COPY,
      handler: async (call) => ({ status: 200, json: objectResource(await copy(call), call.origin) }),
    },
    {
      method: 'POST',
      path: '/storage/v1/b/:from/o/:source/rewriteTo/b/:to/o/:target',
      id: 'storage.objects.rewrite',
      access: COPY,
      handler: async (call) => {
        const object = await copy(call);
        return { status: 200, json: { kind: 'storage#rewriteResponse', totalBytesRewritten: object.size, objectSize: object.size, done: true, resource: objectResource(object, call.origin) } };
      },
    },
  ];
}

function named(call: Call): { bucket: string; object: string } {
  return { bucket: call.params['bucket'] ?? '', object: call.params['object'] ?? '' };
}
