import type { Call, Route } from '../http/exchange.js';
import { ANY_IDENTITY } from '../iam/route-access.js';
import { notServed, uniformAccess, uniformBucket } from './refusals.js';
import type { StorageService } from './storage-service.js';

type Refusal = (call: Call) => Promise<never>;
type Line = readonly [method: Route['method'], path: string, id: string];

const BUCKET = '/storage/v1/b/:bucket';
const OBJECT = `${BUCKET}/o/:object`;
const HMAC = '/storage/v1/projects/:project/hmacKeys';

/** Methods of the service that are refused by name: lists of access, because access is uniform here, and what is not carried. */
export function refusedRoutes({ buckets, objects }: StorageService): Route[] {
  const unserved: Refusal = async () => {
    throw notServed('This method');
  };
  const ofBucket = (reading: boolean): Refusal => async (call) => {
    await buckets.get(call.params['bucket'] ?? '');
    throw reading ? uniformBucket() : uniformAccess('use ACL API to update bucket policy');
  };
  const ofObject = (what: string): Refusal => async (call) => {
    await objects.get(call.params['bucket'] ?? '', call.params['object'] ?? '');
    throw uniformAccess(what);
  };
  return [
    ...accessLists(`${BUCKET}/acl`, 'storage.bucketAccessControls').map((line) => refused(line, ofBucket(line[0] === 'GET'))),
    ...accessLists(`${BUCKET}/defaultObjectAcl`, 'storage.defaultObjectAccessControls').map((line) => refused(line, ofBucket(line[0] === 'GET'))),
    ...accessLists(`${OBJECT}/acl`, 'storage.objectAccessControls').map((line) => refused(line, ofObject(OBJECT_ACL[line[0]]))),
    ...OBJECT_POLICIES.map((line) => refused(line, ofObject('use object-level IAM policies'))),
    ...UNSERVED.map((line) => refused(line, unserved)),
  ];
}

const OBJECT_ACL = {
  GET: 'get legacy ACL for an object',
  POST: 'insert legacy ACL for an object',
  PUT: 'update access control for an object',
  PATCH: 'update access control for an object',
  DELETE: 'update access control for an object',
} as const;

const OBJECT_POLICIES: readonly Line[] = [
  ['GET', `${OBJECT}/iam`, 'storage.objects.getIamPolicy'],
  ['PUT', `${OBJECT}/iam`, 'storage.objects.setIamPolicy'],
];

const UNSERVED: readonly Line[] = [
  ['POST', `${BUCKET}/lockRetentionPolicy`, 'storage.buckets.lockRetentionPolicy'],
  ['POST', `${BUCKET}/relocate`, 'storage.buckets.relocate'],
  ['POST', `${BUCKET}/restore`, 'storage.buckets.restore'],
  ['POST', `${BUCKET}/o/bulkRestore`, 'storage.objects.bulkRestore'],
  ['POST', `${BUCKET}/o/watch`, 'storage.objects.watchAll'],
  ['POST', '/storage/v1/channels/stop', 'storage.channels.stop'],
  ['POST', `${BUCKET}/managedFolders`, 'storage.managedFolders.insert'],
  ['GET', `${BUCKET}/folders`, 'storage.folders.list'],
  ['POST', `${BUCKET}/folders`, 'storage.folders.insert'],
  ['GET', `${BUCKET}/anywhereCaches`, 'storage.anywhereCaches.list'],
  ['POST', `${BUCKET}/anywhereCaches`, 'storage.anywhereCaches.insert'],
  ['GET', `${BUCKET}/operations`, 'storage.buckets.operations.list'],
  ['GET', HMAC, 'storage.projects.hmacKeys.list'],
  ['POST', HMAC, 'storage.projects.hmacKeys.create'],
  ['GET', `${HMAC}/:accessId`, 'storage.projects.hmacKeys.get'],
  ['PUT', `${HMAC}/:accessId`, 'storage.projects.hmacKeys.update'],
  ['DELETE', `${HMAC}/:accessId`, 'storage.projects.hmacKeys.delete'],
];

function accessLists(path: string, id: string): Line[] {
  const one = `${path}/:entity`;
  return [
    ['GET', path, `${id}.list`],
    ['POST', path, `${id}.insert`],
    ['GET', one, `${id}.get`],
    ['PUT', one, `${id}.update`],
    ['PATCH', one, `${id}.patch`],
    ['DELETE', one, `${id}.delete`],
  ];
}

function refused([method, path, id]: Line, handler: Refusal): Route {
  return { method, path, id, access: ANY_IDENTITY, refused: true, handler };
}
