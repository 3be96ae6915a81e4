import { etag } from './etag.js';
import type { StoredObject } from './stored.js';

/** The object as clients see it: what is stored, and links that lead back to this server. */
export function objectResource(object: StoredObject, origin: string): Record<string, unknown> {
  const { blob: _internal, ...fields } = object;
  const path = `b/${object.bucket}/o/${encodeURIComponent(object.name)}`;
  return {
    kind: 'storage#object',
    id: `${object.bucket}/${object.name}/${object.generation}`,
    selfLink: `${origin}/storage/v1/${path}`,
    mediaLink: `${origin}/download/storage/v1/${path}?generation=${object.generation}&alt=media`,
    storageClass: 'STANDARD',
    timeStorageClassUpdated: object.timeCreated,
    ...fields,
    etag: etag(object.generation, object.metageneration),
    timeFinalized: object.timeCreated,
  };
}
