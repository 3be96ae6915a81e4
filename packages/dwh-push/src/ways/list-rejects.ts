import { DwhPushError } from '../errors.js';
import type { PushScope } from '../push-scope.js';
import { LISTED, RejectLog } from '../rejects/reject-log.js';
import { decode, type Decoded } from '../steps/decode/decode.js';
import type { Source } from '../steps/source/source.js';
import type { TableField } from '../ports/warehouse.js';
import { byteWay } from './byte-way.js';
import { rowWay } from './row-way.js';

/** How much of a source is read for the sake of a list. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Which records a source is refused for, once BigQuery has counted them: rows have no order there, and so the beginning of the source is read until as many are found as an error lists.
 *
 * @param rejection - `DATA_REJECTED` without a list
 * @returns the same with a list, as far as one could be made
 */
export async function listRejects(rejection: DwhPushError, source: Source, fields: readonly TableField[], scope: PushScope): Promise<DwhPushError> {
  const { push, run, runId } = scope;
  const sink = { append: () => undefined, drain: async () => undefined };
  const rejects = new RejectLog({ source: source.name, runId, limit: undefined, allowEmpty: true, sink });
  const { total = 0, byRule } = rejection.rejects ?? {};
  let bytes = 0;
  const isEnough = () => rejects.listed.length >= Math.min(LISTED, total) || bytes >= MAX_BYTES;
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', part.chunks, (chunk) => void (bytes += chunk.length)) }));
  try {
    const decoded = await decode({ ...source, parts }, { ...push, signal: run.signal });
    const options = { scope, rejects, onRecords: () => undefined };
    const { accepted } = decoded.kind === 'fields' ? byteWay({ ...options, decoded: until(decoded, isEnough) }, fields) : rowWay({ ...options, decoded: until(decoded, isEnough) });
    for await (const _records of accepted);
    return rejection;
  } catch (error) {
    // What ends the reading takes nothing from what BigQuery found; that the caller ends it does.
    if (run.signal.aborted) throw error;
    return new DwhPushError(rejection.code, rejection.message, { rejects: { total, listed: rejects.listed, ...(byRule === undefined ? {} : { byRule }) } });
  }
}

function until<Kind extends Decoded>(decoded: Kind, isEnough: () => boolean): Kind {
  return { ...decoded, batches: beginning(decoded.batches as AsyncIterable<unknown>, isEnough) };
}

async function* beginning<T>(batches: AsyncIterable<T>, isEnough: () => boolean): AsyncGenerator<T> {
  for await (const batch of batches) {
    yield batch;
    if (isEnough()) return;
  }
}
