import type { File, Storage } from '@google-cloud/storage';

import type { Clock } from '../ports/clock.js';
import type { ObjectStore, PinnedObject, StagedObject, StoredRecord } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { absentAsUndefined, callService } from './call-service.js';
import { rewriteOnce } from './rewrite-object.js';

/** The staging bucket through @google-cloud/storage. */
export function gcsObjectStore(storage: Storage, bucketName: string, clock: Clock): ObjectStore {
  const bucket = storage.bucket(bucketName);
  const call = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal, finishes = false) => callService(`storage.${name}`, work, { clock, signal, finishes });
  const list = async (query: { prefix: string; matchGlob?: string }) => (await call('objects.list', () => bucket.getFiles({ ...query, autoPaginate: true })))[0];

  async function create({ name, bytes, crc32c }: StagedObject, signal: AbortSignal | undefined, timeoutMs?: number): Promise<void> {
    const file = bucket.file(name);
    try {
      // One request that may be repeated whole: the service compares the checksum before the object exists, and the precondition keeps it from being written twice.
      // The client's own validation is off because, on a mismatch, it deletes whatever object has the name.
      await call('objects.insert', () => file.save(bytes, { ...ONE_REQUEST, contentType: 'text/csv', metadata: { crc32c }, preconditionOpts: { ifGenerationMatch: 0 }, ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) }), signal, timeoutMs === undefined);
    } catch (error) {
      // An earlier try took effect and its answer was lost: then the object is ours, byte for byte.
      if (!isOvertaken(error)) throw error;
      const there = await absentAsUndefined(call('objects.get', () => file.getMetadata(), signal)).catch((unreadable: unknown) => {
        throw unreadable instanceof ServiceError && unreadable.forbidden ? error : unreadable;
      });
      if (there?.[0].crc32c !== crc32c || Number(there[0].size) !== bytes.length) throw error;
    }
  }

  async function rewrite(from: PinnedObject, name: string, signal: AbortSignal | undefined): Promise<void> {
    const isSame = (there: { readonly crc32c?: string; readonly size?: string | number }) => there.crc32c === from.crc32c && Number(there.size) === from.size;
    try {
      for (let token: string | undefined; ; ) {
        const rewritten = await call('objects.rewrite', () => rewriteOnce(storage, from, { bucket: bucketName, name }, token), signal);
        if (rewritten.done && !isSame(rewritten.resource)) throw new ServiceError('storage.objects.rewrite', undefined, 'otherChecksum', false);
        if (rewritten.done) return;
        token = rewritten.token;
      }
    } catch (error) {
      // An earlier try took effect and its answer was lost.
      if (!isOvertaken(error)) throw error;
      const there = await absentAsUndefined(call('objects.get', () => bucket.file(name).getMetadata(), signal));
      if (there === undefined || !isSame(there[0])) throw error;
    }
  }

  async function readRecord(name: string, signal?: AbortSignal): Promise<StoredRecord | undefined> {
    const found = await absentAsUndefined(call('objects.get', () => bucket.file(name).getMetadata(), signal));
    return found === undefined ? undefined : recordOf(name, found[0]);
  }

  async function writeRecord(name: string, facts: unknown, generation: string, signal?: AbortSignal): Promise<string | undefined> {
    const file = bucket.file(name);
    const text = JSON.stringify(facts);
    try {
      const preconditionOpts = { ifGenerationMatch: Number(generation) };
      await call('objects.insert', () => file.save('', { ...ONE_REQUEST, contentType: 'application/json', metadata: { metadata: { [FACTS]: text } }, preconditionOpts }), signal, true);
      return String(file.metadata.generation);
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      // By someone else, or by an earlier try of ours whose answer was lost: no two writers write the same facts.
      const there = await readRecord(name, signal);
      return there !== undefined && JSON.stringify(there.facts) === text ? there.generation : undefined;
    }
  }

  let location: string | undefined;
  async function readLocation(): Promise<string | undefined> {
    try {
      // A bucket never moves.
      location ??= (await call('buckets.get', () => bucket.getMetadata()))[0].location;
      return location;
    } catch (error) {
      if (error instanceof ServiceError && error.forbidden) return undefined;
      throw error;
    }
  }

  return {
    location: readLocation,
    create,
    rewrite,
    remove: async (name) => void (await absentAsUndefined(call('objects.delete', () => bucket.file(name).delete()))),
    uri: (name) => `gs://${bucketName}/${name}`,
    list: async (prefix) => (await list({ prefix })).map(({ name }) => name),
    listRecords: async (prefix, suffix) => (await list({ prefix, matchGlob: `${prefix}**${suffix}` })).map((file) => recordOf(file.name, file.metadata)),
    readRecord,
    writeRecord,
    async removeRecord(name, generation) {
      try {
        await absentAsUndefined(call('objects.delete', () => bucket.file(name).delete({ ifGenerationMatch: Number(generation) })));
      } catch (error) {
        if (!isOvertaken(error)) throw error;
      }
    },
  };
}

const ONE_REQUEST = { resumable: false, validation: false } as const;

/** A record is the custom metadata of an empty object: one request reads it together with its generation, and a listing reads many. */
const FACTS = 'facts';

function recordOf(name: string, { generation, metadata }: File['metadata']): StoredRecord {
  return { name, facts: parsed(metadata?.[FACTS]), generation: String(generation) };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ServiceError && error.status === 412;
}
