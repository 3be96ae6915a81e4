import { createReadStream } from 'node:fs';

import type { Call } from '../http/exchange.js';
import { objectMetadata } from './object-metadata.js';
import type { ConsumedObject, PinnedObject } from './new-object.js';
import { preconditionsOf, requireConditions } from './preconditions.js';
import { invalid } from './refusals.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import { requireWrite } from './require-write.js';
import { storageClassOf } from './storage-class.js';
import type { StorageService } from './storage-service.js';
import type { StoredObject } from './stored.js';

const MAX_SOURCES = 32;

/** Joins up to 32 objects of one bucket. The result has no MD5, as in the service. @throws ApiError 400, 404, 412 */
export async function composeObject({ objects, blobs }: StorageService, call: Call, bucket: string, name: string): Promise<StoredObject> {
  refuseUnservedUpload(call);
  const { sourceObjects, destination, deleteSourceObjects } = await call.json();
  if (deleteSourceObjects !== undefined && deleteSourceObjects !== null && typeof deleteSourceObjects !== 'boolean') throw invalid('deleteSourceObjects must be true or false.');
  const sources = readSources(sourceObjects);
  const sent = objectMetadata(isObject(destination) ? destination : {});

  const pinned: PinnedObject[] = [];
  try {
    for (const source of sources) {
      await call.caller.require('storage.objects.get', { kind: 'object', bucket, object: source.name });
      const found = await objects.pin(bucket, source.name, source.generation);
      pinned.push(found);
      if (deleteSourceObjects === true) await call.caller.require('storage.objects.delete', { kind: 'object', bucket, object: source.name });
      requireConditions({ generationMatch: source.ifGenerationMatch }, found.object);
    }
    await requireWrite(call.caller, objects, bucket, name, preconditionsOf(call.query));
    const { id, size, crc32c } = await blobs.write(concatenate(pinned.map(({ object }) => blobs.path(object.blob))));
    const componentCount = pinned.reduce((sum, { object }) => sum + (object.componentCount ?? 1), 0);
    const storageClass = isObject(destination) && typeof destination['storageClass'] === 'string' ? { storageClass: storageClassOf(destination['storageClass']) } : {};
    const consumed = deleteSourceObjects === true ? consumedOf(sources, pinned).filter(({ object }) => object.name !== name) : [];
    return await objects.put({ bucket, name, metadata: { ...contextsOf(pinned), ...sent }, blob: id, size, crc32c, componentCount, ...storageClass, consumed }, preconditionsOf(call.query));
  } finally {
    for (const { release } of pinned) release();
  }
}

/** The sources' contexts, of a key the last one's. */
function contextsOf(pinned: readonly PinnedObject[]): Pick<StoredObject, 'contexts'> {
  const custom = Object.assign({}, ...pinned.map(({ object }) => object.contexts?.custom)) as NonNullable<StoredObject['contexts']>['custom'];
  return Object.keys(custom).length === 0 ? {} : { contexts: { custom } };
}

/** Each source once; one that was named by its generation goes for good, as when it is deleted so. */
function consumedOf(sources: readonly Source[], pinned: readonly PinnedObject[]): ConsumedObject[] {
  return [...new Map(pinned.map(({ object }, index) => [`${object.name}\n${object.generation}`, { object, forGood: sources[index]?.generation !== undefined }])).values()];
}

async function* concatenate(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
}

interface Source {
  readonly name: string;
  readonly generation: string | undefined;
  readonly ifGenerationMatch: string | undefined;
}

function readSources(sent: unknown): Source[] {
  if (!Array.isArray(sent) || sent.length === 0) throw invalid('You must provide at least one source component.');
  if (sent.length > MAX_SOURCES) throw invalid(`The number of source components provided (${sent.length}) exceeds the maximum (${MAX_SOURCES}).`);
  return sent.map((source: unknown) => {
    if (!isObject(source) || typeof source['name'] !== 'string') throw invalid('A source component must have a name.');
    const conditions = isObject(source['objectPreconditions']) ? source['objectPreconditions'] : {};
    return { name: source['name'], generation: wholeText(source['generation']), ifGenerationMatch: wholeText(conditions['ifGenerationMatch']) };
  });
}

/** An int64 in JSON, which is text or a number. */
function wholeText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = String(value);
  if (!/^\d{1,19}$/.test(text)) throw invalid('A generation must be a whole number.');
  return text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
