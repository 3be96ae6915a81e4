import type { Storage } from '@google-cloud/storage';

import type { Clock } from '../ports/clock.js';
import type { ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { absentAsUndefined, callService } from './call-service.js';

/** The staging bucket through @google-cloud/storage. */
export function gcsObjectStore(storage: Storage, bucketName: string, clock: Clock): ObjectStore {
  const bucket = storage.bucket(bucketName);
  return {
    async create({ name, bytes, crc32c }, signal) {
      const file = bucket.file(name);
      try {
        // One request that may be repeated whole: the service compares the checksum before the object exists, and the precondition keeps it from being written twice.
        // The client's own validation is off because, on a mismatch, it deletes whatever object has the name.
        await callService(
          'storage.objects.insert',
          () => file.save(bytes, { resumable: false, validation: false, contentType: 'text/csv', metadata: { crc32c }, preconditionOpts: { ifGenerationMatch: 0 } }),
          { clock, signal },
        );
      } catch (error) {
        // An earlier try took effect and its answer was lost: then the object is ours, byte for byte.
        if (!(error instanceof ServiceError && error.status === 412)) throw error;
        const [metadata] = await callService('storage.objects.get', () => file.getMetadata(), { clock, signal });
        if (metadata.crc32c !== crc32c || Number(metadata.size) !== bytes.length) throw error;
      }
    },
    async remove(name) {
      await absentAsUndefined(callService('storage.objects.delete', () => bucket.file(name).delete(), { clock }));
    },
    uri: (name) => `gs://${bucketName}/${name}`,
  };
}
