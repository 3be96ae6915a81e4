import type { Storage } from '@google-cloud/storage';

import type { PinnedObject } from '../ports/object-store.js';

interface Answer {
  readonly done?: boolean;
  readonly rewriteToken?: string;
  readonly resource?: { readonly crc32c?: string; readonly size?: string };
}

export type Rewritten = { readonly done: true; readonly resource: NonNullable<Answer['resource']> } | { readonly done: false; readonly token: string };

/**
 * One request of a rewrite; a large object, or one that changes its place or class, takes several. The client's own copy() sends the precondition with the first of them only, and tells nobody of the
 * others. https://docs.cloud.google.com/storage/docs/json_api/v1/objects/rewrite
 */
export async function rewriteOnce(storage: Storage, from: PinnedObject, to: { readonly bucket: string; readonly name: string }, token: string | undefined): Promise<Rewritten> {
  const request = {
    method: 'POST',
    uri: `/o/${encodeURIComponent(from.name)}/rewriteTo/b/${to.bucket}/o/${encodeURIComponent(to.name)}`,
    qs: { sourceGeneration: from.generation, ifGenerationMatch: 0, ...(token === undefined ? {} : { rewriteToken: token }) },
    json: {},
  };
  const answer = await new Promise<Answer>((resolve, reject) => {
    storage.bucket(from.bucket).request(request, (error, body) => (error === null || error === undefined ? resolve(body as Answer) : reject(error)));
  });
  if (answer.done === true) return { done: true, resource: answer.resource ?? {} };
  return { done: false, token: answer.rewriteToken ?? '' };
}
