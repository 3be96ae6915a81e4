import type { Call, Route } from '../http/exchange.js';
import { needs } from '../iam/route-access.js';
import { copyObject, moveObject, rewriteObject, type Place } from './copy-object.js';
import { objectName } from './object-name.js';
import { objectResource } from './object-resource.js';
import type { StorageService } from './storage-service.js';

/** What the target needs is asked for when the source is there. */
const COPY = needs('storage.objects.get', (params) => ({ kind: 'object', bucket: params['from'] ?? '', object: params['source'] ?? '' }));
const MOVE = needs(['storage.objects.get', 'storage.objects.move'], (params) => ({ kind: 'object', bucket: params['bucket'] ?? '', object: params['source'] ?? '' }));

export function copyRoutes(service: StorageService): Route[] {
  return [
    {
      method: 'POST',
      path: '/storage/v1/b/:from/o/:source/copyTo/b/:to/o/:target',
      id: 'storage.objects.copy',
      access: COPY,
      handler: async (call) => ({ status: 200, json: objectResource(await copyObject(service, call, ...places(call)), call.origin) }),
    },
    {
      method: 'POST',
      path: '/storage/v1/b/:from/o/:source/rewriteTo/b/:to/o/:target',
      id: 'storage.objects.rewrite',
      access: COPY,
      handler: async (call) => {
        const rewritten = await rewriteObject(service, call, ...places(call));
        const kind = 'storage#rewriteResponse';
        if ('token' in rewritten) return { status: 200, json: { kind, totalBytesRewritten: String(rewritten.rewritten), objectSize: rewritten.size, done: false, rewriteToken: rewritten.token } };
        const { object } = rewritten;
        return { status: 200, json: { kind, totalBytesRewritten: object.size, objectSize: object.size, done: true, resource: objectResource(object, call.origin) } };
      },
    },
    {
      method: 'POST',
      path: '/storage/v1/b/:bucket/o/:source/moveTo/o/:target',
      id: 'storage.objects.move',
      access: MOVE,
      handler: async (call) => {
        const { bucket = '', source = '', target } = call.params;
        return { status: 200, json: objectResource(await moveObject(service, call, { bucket, name: source }, { bucket, name: objectName(target) }), call.origin) };
      },
    },
  ];
}

function places({ params }: Call): [Place, Place] {
  return [
    { bucket: params['from'] ?? '', name: params['source'] ?? '' },
    { bucket: params['to'] ?? '', name: objectName(params['target']) },
  ];
}
