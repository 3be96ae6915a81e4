import type { $ZodObject } from 'zod/v4/core';

import { DwhPushError } from '../errors.js';
import { type PushOptions, requireOptions, type ResolvedPush, resolvePush } from '../options.js';

/** Which dead letters are tried again, and against what. Each is as in `pushDataset`. */
export type ReplayOptions<Schema extends $ZodObject = $ZodObject> = Pick<PushOptions<Schema>, 'table' | 'partitionDate' | 'schema' | 'whenBusy' | 'deadlineMs' | 'signal' | 'onProgress' | 'logger'>;

const KNOWN: ReadonlySet<string> = new Set<keyof ReplayOptions>(['table', 'partitionDate', 'schema', 'whenBusy', 'deadlineMs', 'signal', 'onProgress', 'logger']);

/** @throws DwhPushError `OPTIONS_INVALID` with all complaints at once; `CONTRACT_UNSUPPORTED` */
export function resolveReplay(written: ReplayOptions, project: string): ResolvedPush {
  requireOptions(written, 'The replay');
  const others = Object.keys(written).filter((key) => !KNOWN.has(key));
  if (others.length > 0) throw new DwhPushError('OPTIONS_INVALID', `The replay cannot start: ${others.map((key) => `there is no option "${key}"`).join('; ')}.`);
  return { ...resolvePush({ ...written, source: [] }, project), source: { kind: 'rows', rows: [], name: 'dead letters' } };
}
