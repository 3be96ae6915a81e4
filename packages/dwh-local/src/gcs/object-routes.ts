import { errorReply } from '../http/error-reply.js';
import type { Call, Reply, Route } from '../http/exchange.js';
import { bucketIn, needs, objectIn } from '../iam/route-access.js';
import { booleanParam, wholeParam } from '../http/query-params.js';
import { composeObject } from './compose-object.js';
import { copyRoutes } from './copy-routes.js';
import { download } from './download.js';
import { mediaRefusal } from './media-refusal.js';
import { etag } from './etag.js';
import { listObjects } from './list-objects.js';
import { patchedMetadata, replacedMetadata } from './object-metadata.js';
import { objectName } from './object-name.js';
import { objectResource } from './object-resource.js';
import { preconditionsOf, requireEtags, requireReadConditions } from './preconditions.js';
import { invalid, required } from './refusals.js';
import { hideMissing } from './require-write.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import type { StorageService } from './storage-service.js';
import type { StoredObject } from './stored.js';

export function objectRoutes(service: StorageService): Route[] {
  const { objects, buckets } = service;

  const read = (always: 'media' | undefined) => async (call: Call): Promise<Reply> => {
    const { bucket, object: name } = named(call);
    if (booleanParam(call.query, 'softDeleted')) return buried(call);
    const pinned = await objects.pin(bucket, name, wholeParam(call.query, 'generation')).catch(hideMissing(call.caller, bucket));
    try {
      requireReadConditions(preconditionsOf(call.query), pinned.object);
      requireEtags(call.headers, etagOf(pinned.object), true);
    } catch (error) {
      pinned.release();
      throw error;
    }
    if ((call.query.get('alt') ?? always) === 'media') return download(service, call, pinned);
    pinned.release();
    return { status: 200, json: objectResource(pinned.object, call.origin) };
  };

  const buried = async (call: Call): Promise<Reply> => {
    const { bucket, object: name } = named(call);
    const object = await objects.get(bucket, name, requiredGeneration(call), 'softDeleted');
    if (call.query.get('alt') === 'media') throw invalid('A soft-deleted object must be restored before it can be read.');
    return { status: 200, json: objectResource(object, call.origin) };
  };

  const change = (apply: typeof patchedMetadata) => async (call: Call): Promise<Reply> => {
    refuseUnservedUpload(call);
    const { bucket, object: name } = named(call);
    const sent = await call.json();
    if (sent['contexts'] !== undefined) for (const right of CONTEXT_RIGHTS) await call.caller.require(right, { kind: 'object', bucket, object: name });
    const checked = (current: StoredObject) => {
      requireEtags(call.headers, etagOf(current), false);
      return apply(current, sent);
    };
    const object = await objects.update(bucket, name, wholeParam(call.query, 'generation'), checked, preconditionsOf(call.query));
    return { status: 200, json: objectResource(object, call.origin) };
  };

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
    { method: 'GET', path: '/storage/v1/b/:bucket/o/:object', id: 'storage.objects.get', access: needs('storage.objects.get', objectIn), refusal: (thrown, query) => (query.get('alt') === 'media' ? mediaRefusal(thrown) : errorReply(thrown)), handler: read(undefined) },
    { method: 'GET', path: '/download/storage/v1/b/:bucket/o/:object', id: 'storage.objects.get', access: needs('storage.objects.get', objectIn), refusal: mediaRefusal, handler: read('media') },
    {
      method: 'PATCH',
      path: '/storage/v1/b/:bucket/o/:object',
      id: 'storage.objects.patch',
      access: needs(['storage.objects.get', 'storage.objects.update'], objectIn),
      handler: change(patchedMetadata),
    },
    {
      method: 'PUT',
      path: '/storage/v1/b/:bucket/o/:object',
      id: 'storage.objects.update',
      access: needs(['storage.objects.get', 'storage.objects.update'], objectIn),
      handler: change(replacedMetadata),
    },
    {
      method: 'DELETE',
      path: '/storage/v1/b/:bucket/o/:object',
      id: 'storage.objects.delete',
      access: needs('storage.objects.delete', objectIn),
      handler: async (call) => {
        const { bucket, object: name } = named(call);
        await objects.delete(bucket, name, wholeParam(call.query, 'generation'), preconditionsOf(call.query), (current) => requireEtags(call.headers, etagOf(current), false));
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
      path: '/storage/v1/b/:bucket/o/:object/restore',
      id: 'storage.objects.restore',
      access: needs(['storage.objects.create', 'storage.objects.restore'], objectIn),
      handler: async (call) => {
        const { bucket, object: name } = named(call);
        return { status: 200, json: objectResource(await objects.restore(bucket, name, requiredGeneration(call), preconditionsOf(call.query)), call.origin) };
      },
    },
    ...copyRoutes(service),
  ];
}

const CONTEXT_RIGHTS = ['storage.objects.createContext', 'storage.objects.updateContext', 'storage.objects.deleteContext'];

const etagOf = ({ generation, metageneration }: StoredObject) => etag(generation, metageneration);

function requiredGeneration(call: Call): string {
  const generation = wholeParam(call.query, 'generation');
  if (generation === undefined) throw required('generation');
  return generation;
}

function named(call: Call): { bucket: string; object: string } {
  return { bucket: call.params['bucket'] ?? '', object: call.params['object'] ?? '' };
}
