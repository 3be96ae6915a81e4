import type { FileMetadata, Storage } from '@google-cloud/storage';

import type { Clock } from '../ports/clock.js';
import { ServiceError } from '../ports/service-error.js';
import type { SourceObject, SourceStore } from '../ports/source-store.js';
import { absentAsUndefined, callService, serviceError } from './call-service.js';
import { objectBytes } from './object-bytes.js';

/** Buckets of sources through @google-cloud/storage. */
export function gcsSourceStore(storage: Storage, clock: Clock): SourceStore {
  return {
    async list(bucket, prefix, signal) {
      const objects: SourceObject[] = [];
      for (let pageToken: string | undefined; ; ) {
        const query = { prefix, autoPaginate: false, maxResults: 1000, ...(pageToken === undefined ? {} : { pageToken }) };
        const [files, next] = await callService('storage.objects.list', () => storage.bucket(bucket).getFiles(query), { clock, signal });
        objects.push(...files.map(({ metadata }) => sourceObject(bucket, metadata)));
        pageToken = (next as { pageToken?: string } | null)?.pageToken;
        if (pageToken === undefined) return objects;
      }
    },
    async stat(bucket, name, signal) {
      const answer = await absentAsUndefined(callService('storage.objects.get', () => storage.bucket(bucket).file(name).getMetadata(), { clock, signal }));
      return answer === undefined ? undefined : sourceObject(bucket, answer[0]);
    },
    async location(bucket, signal) {
      try {
        return (await callService('storage.buckets.get', () => storage.bucket(bucket).getMetadata(), { clock, signal }))[0].location;
      } catch (error) {
        // Whatever it is, who reads the objects is told.
        if (error instanceof ServiceError) return undefined;
        throw error;
      }
    },
    async *read({ bucket, name, generation }, start, signal) {
      const file = storage.bucket(bucket).file(name, { generation });
      // The client's own validation knows nothing of resumed reads, and the bytes are wanted as they are stored.
      const stream = file.createReadStream({ decompress: false, ...(start === 0 ? { validation: false } : { start }) });
      try {
        yield* objectBytes(stream, signal);
      } catch (error) {
        throw serviceError('storage.objects.get', error) ?? error;
      }
    },
  };
}

function sourceObject(bucket: string, { name, generation, size, crc32c, contentType, contentEncoding }: FileMetadata): SourceObject {
  if (name === undefined || generation === undefined || size === undefined || crc32c === undefined) throw new ServiceError('storage.objects.get', undefined, 'incompleteMetadata', false);
  return { bucket, name, generation: String(generation), size: Number(size), crc32c, contentType, contentEncoding };
}
