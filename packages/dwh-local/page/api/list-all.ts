import { list, optional, text } from '../wire/json.js';
import { call } from './call.js';

/** All items of a list, over its pages. @throws ApiFailure */
export async function listAll<T>(path: string, key: string, read: (item: unknown) => T, signal: AbortSignal): Promise<readonly T[]> {
  const items: T[] = [];
  let pageToken: string | undefined;
  do {
    const page = await call(path, { query: { pageToken, maxResults: 1000 }, signal });
    items.push(...list(page[key], read));
    pageToken = optional(page['nextPageToken'], text);
  } while (pageToken !== undefined);
  return items;
}
