import { denied } from '../../iam/denied.js';
import { ApiError } from '../../http/api-error.js';
import { requireChecksums, type ChecksumClaims } from '../checksum-claims.js';
import type { ObjectStore } from '../object-store.js';
import { requireConditions } from '../preconditions.js';
import type { StorageService } from '../storage-service.js';
import type { StoredObject } from '../stored.js';
import type { PartFile } from './part-file.js';
import type { UploadSession } from './upload-session.js';
import { recordOutcome } from './upload-sessions.js';

/** Makes a complete upload live. The object and the session's end are one transaction, so that a replay after a lost answer finds its own object. */
export async function finishUpload({ objects, blobs, uploads }: StorageService, session: UploadSession, part: PartFile, claims: ChecksumClaims): Promise<StoredObject> {
  const { bucket, name, metadata, storageClass, conditions } = session;
  try {
    await requireNew(objects, session);
    const content = await part.seal(blobs.durable);
    requireChecksums([...session.claims, ...claims], content);
    const blob = await blobs.adopt(part.path);
    const object = await objects.put({ bucket, name, metadata, blob, ...content, ...(storageClass === undefined ? {} : { storageClass }) }, conditions, (connection, stored) => recordOutcome(connection, session, { state: 'done', object: stored }));
    await uploads.forgetPart(session);
    return object;
  } catch (error) {
    // A refusal is final: the bytes are complete, and the same request would be refused again.
    if (error instanceof ApiError) await uploads.end(session, { state: 'failed', status: error.status, reason: error.reason, message: error.message });
    else await uploads.forgetPart(session);
    throw error;
  }
}

/** An object that came while the bytes did is not replaced by who may not replace it. @throws ApiError 403, 412 */
async function requireNew(objects: ObjectStore, { bucket, name, conditions, creator }: UploadSession): Promise<void> {
  if (creator === undefined) return;
  const present = await objects.find(bucket, name);
  requireConditions(conditions, present);
  if (present !== undefined) throw denied(creator, 'storage.objects.delete', { kind: 'object', bucket, object: name });
}
