import { ApiError } from '../http/api-error.js';
import type { Caller } from '../iam/caller.js';
import type { ObjectStore } from './object-store.js';
import { requireConditions, type Preconditions } from './preconditions.js';

/**
 * Asks for what a write of an object needs: the right to create it, and to delete the one that it would replace. An upload in several requests
 * is asked for when it starts, and for what it replaces again when it ends. @throws ApiError 403, 412
 */
export async function requireWrite(caller: Caller, objects: ObjectStore, bucket: string, name: string, conditions: Preconditions): Promise<void> {
  await caller.require('storage.objects.create', { kind: 'object', bucket, object: name });
  const replaced = await objects.find(bucket, name);
  requireConditions(conditions, replaced);
  if (replaced !== undefined) await caller.require('storage.objects.delete', { kind: 'object', bucket, object: name });
}

/** Who may not list a bucket is not told that an object is missing. For `catch`. */
export function hideMissing(caller: Caller, bucket: string): (error: unknown) => Promise<never> {
  return async (error) => {
    if (error instanceof ApiError && error.status === 404) await caller.require('storage.objects.list', { kind: 'bucket', bucket });
    throw error;
  };
}
