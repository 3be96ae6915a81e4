import type { Readable } from 'node:stream';

import { ApiError } from '../http/api-error.js';
import type { Call, Reply, Route } from '../http/exchange.js';
import { needsInside, OPEN } from '../iam/route-access.js';
import { decoded } from '../http/json-body.js';
import { readMultipartRelated } from '../http/multipart-related.js';
import { checksumClaims, requireChecksums } from './checksum-claims.js';
import { objectMetadata } from './object-metadata.js';
import { objectName } from './object-name.js';
import { objectResource } from './object-resource.js';
import { preconditionsOf } from './preconditions.js';
import { invalid, required } from './refusals.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import { requireWrite } from './require-write.js';
import { receiveChunk } from './resumable/receive-chunk.js';
import { storageClassOf } from './storage-class.js';
import type { StorageService } from './storage-service.js';

const PATH = '/upload/storage/v1/b/:bucket/o';

export function uploadRoutes(service: StorageService): Route[] {
  const session = (call: Call) => {
    const id = call.query.get('upload_id');
    if (id === null || id === '') throw required('upload_id');
    return id;
  };
  const chunk = (call: Call) => service.uploads.hold(session(call), call.params['bucket'] ?? '', (found) => receiveChunk(service, call, found));
  return [
    // Google's Go client sends the chunks of a session with POST too.
    { method: 'POST', path: PATH, id: 'storage.objects.insert', access: needsInside('storage.objects.create', 'storage.objects.delete'), handler: (call) => (call.query.has('upload_id') ? chunk(call) : insert(service, call)) },
    {
      method: 'PUT',
      path: PATH,
      id: 'storage.objects.insert.chunk',
      access: OPEN,
      handler: chunk,
    },
    {
      method: 'DELETE',
      path: PATH,
      id: 'storage.objects.insert.cancel',
      access: OPEN,
      handler: (call) =>
        service.uploads.hold(session(call), call.params['bucket'] ?? '', async (found) => {
          if (found.outcome.state === 'open') await service.uploads.end(found, { state: 'cancelled' });
          return { status: 499 };
        }),
    },
  ];
}

async function insert(service: StorageService, call: Call): Promise<Reply> {
  refuseUnservedUpload(call);
  switch (call.query.get('uploadType')) {
    case 'media': {
      const contentType = call.headers['content-type'];
      return store(service, call, contentType === undefined ? {} : { contentType }, decoded(call.body, call.headers['content-encoding']));
    }
    case 'multipart': {
      const body = decoded(call.body, call.headers['content-encoding']);
      const { metadata, mediaHeaders, media } = await readMultipartRelated(body, call.headers);
      const contentType = mediaHeaders['content-type'];
      return store(service, call, { ...(contentType === undefined ? {} : { contentType }), ...metadata }, media);
    }
    case 'resumable':
      return initiate(service, call);
    default:
      throw new ApiError(400, 'badRequest', 'Upload requests must have uploadType=media, multipart or resumable.');
  }
}

/** One request that carries the whole object. */
async function store({ objects, blobs, buckets }: StorageService, call: Call, sent: Record<string, unknown>, media: Readable | AsyncIterable<Buffer>): Promise<Reply> {
  const target = await destination(call, sent);
  await buckets.get(target.bucket);
  await requireWrite(call.caller, objects, target.bucket, target.name, target.conditions);
  const { id, ...content } = await blobs.write(media as AsyncIterable<Buffer>).catch(refuseBadGzip);
  try {
    requireChecksums(target.claims, content);
  } catch (error) {
    await blobs.discard(id);
    throw error;
  }
  const { claims: _proven, conditions, ...made } = target;
  return { status: 200, json: objectResource(await objects.put({ ...made, blob: id, ...content }, conditions), call.origin) };
}

async function initiate({ objects, buckets, uploads }: StorageService, call: Call): Promise<Reply> {
  const contentType = call.headers['x-upload-content-type'];
  const target = await destination(call, { ...(typeof contentType === 'string' ? { contentType } : {}), ...(await call.json()) });
  const length = call.headers['x-upload-content-length'];
  if (length !== undefined && !/^\d{1,15}$/.test(String(length))) throw invalid('Invalid X-Upload-Content-Length.');
  await buckets.get(target.bucket);
  await requireWrite(call.caller, objects, target.bucket, target.name, target.conditions);
  const replaces = await call.caller.may('storage.objects.delete', { kind: 'object', bucket: target.bucket, object: target.name });
  const session = await uploads.create({ ...target, ...(replaces ? {} : { creator: call.caller.email }), ...(length === undefined ? {} : { announced: Number(length) }) });
  const query = new URLSearchParams({ uploadType: 'resumable', name: target.name, upload_id: session.id });
  return { status: 200, headers: { location: `${call.origin}/upload/storage/v1/b/${target.bucket}/o?${query}`, 'x-guploader-uploadid': session.id, 'content-length': '0' } };
}

async function destination(call: Call, sent: Record<string, unknown>) {
  const bucket = call.params['bucket'] ?? '';
  if (sent['contexts'] !== undefined) await call.caller.require('storage.objects.createContext', { kind: 'object', bucket, object: String(call.query.get('name') ?? sent['name']) });
  if (sent['bucket'] !== undefined && sent['bucket'] !== null && sent['bucket'] !== bucket) throw invalid('The bucket in the resource is not the bucket in the path.');
  const contentEncoding = call.query.get('contentEncoding');
  const storageClass = sent['storageClass'];
  return {
    bucket,
    name: objectName(call.query.get('name') ?? sent['name']),
    metadata: objectMetadata({ ...sent, ...(contentEncoding === null ? {} : { contentEncoding }) }),
    ...(typeof storageClass === 'string' && storageClass !== '' ? { storageClass: storageClassOf(storageClass) } : {}),
    claims: checksumClaims(sent, call.headers),
    conditions: preconditionsOf(call.query),
  };
}

function refuseBadGzip(error: unknown): never {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw invalid('The request body is not valid gzip.');
  throw error;
}
