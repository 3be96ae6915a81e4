import { listHeads } from './commit/head.js';
import { leaseHolder } from './commit/lease-holder.js';
import { refuseOtherLocation } from './commit/refuse-other-location.js';
import { stagingError } from './commit/staging-error.js';
import { DwhPushError, type ErrorCode } from './errors.js';
import type { ResolvedPush } from './options.js';
import { planOf } from './plan.js';
import { ServiceError } from './ports/service-error.js';
import { isReadOnce } from './plan/read-once.js';
import type { PlannedSource, PlannedWay, PushPlan } from './plan/push-plan.js';
import { scopeOf, type PushContext, type PushScope } from './push-scope.js';
import { decode } from './steps/decode/decode.js';
import { inspectTable, type Inspected } from './steps/load/inspect-table.js';
import { schemaDifference } from './steps/load/schema-difference.js';
import { openSource } from './steps/source/open-source.js';
import type { Source } from './steps/source/source.js';
import type { Step } from './steps.js';
import { cannotTell, decideWay, noServiceWay } from './ways/decide-way.js';
import { lookAtObjects } from './ways/look-at-objects.js';

/** Of how many objects the edges are read; a push reads those of all. */
const LOOKED_AT = 200;

/** They end the planning itself, and say nothing of the push. */
const ENDS_PLANNING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ABORTED', 'DEADLINE_EXCEEDED', 'UNEXPECTED']);

/**
 * Reads what decides a push, and changes nothing. Of a source only the beginning is read, as far as its header, and what decides the way; streams and rows are left as they are.
 *
 * @throws DwhPushError `ABORTED`, `DEADLINE_EXCEEDED`; whatever the push would end with is in the plan
 */
export async function planPush(push: ResolvedPush, context: PushContext): Promise<PushPlan> {
  const scope = scopeOf(push, context);
  const { run, config, warehouse, store, clock, folder } = scope;
  const places: DwhPushError[] = [];
  const content: DwhPushError[] = [];
  const look = <T>(step: Step, into: DwhPushError[], work: () => Promise<T>): Promise<T | undefined> =>
    run.ahead(step, work).catch((error: DwhPushError) => {
      if (ENDS_PLANNING.has(error.code)) throw error;
      into.push(error);
      return undefined;
    });
  let source: Source | undefined;
  try {
    source = isReadOnce(push) ? undefined : await look('source', places, () => openSource(push.source, context.sources, clock, run.signal));
    const createDatasetIn = config.target === 'local' ? config.location : undefined;
    const inspected = await look('load', places, () => inspectTable({ warehouse, table: push.table, expectedLocation: config.location, createDatasetIn }));
    if (inspected !== undefined) await look('load', places, () => refuseOtherLocation(store, inspected.location));
    // What the bucket is refused for above, it need not be refused for twice.
    const bucketErrors = places.some(({ step }) => step === 'stage') ? [] : places;
    const lease = await look('load', bucketErrors, () => readable(() => leaseHolder(store, folder, push.tableName, clock.now(), run.signal)));
    const heads = await look('load', [], () => readable(() => listHeads(store, push.table)));
    if (source !== undefined) await look('decode', content, () => readHeader(source as Source, scope));
    const way = await look('load', places, () => plannedWay(source, inspected, scope));
    if (push.way === 'service' && way?.kind === 'stream') content.push(noServiceWay(push.source.name, way.why));
    return planOf(push, { now: clock.now(), source: plannedSource(push, source), way, inspected, heads: heads ?? new Map(), lease, errors: { places, content } });
  } finally {
    run.end();
    await source?.close();
  }
}

async function plannedWay(source: Source | undefined, inspected: Inspected | undefined, scope: PushScope): Promise<PlannedWay | undefined> {
  const { push } = scope;
  if (push.source.kind === 'gs' && (source === undefined || inspected === undefined)) return undefined;
  const { fields } = schemaDifference(inspected?.table?.fields ?? [], push.contract.columns);
  const way = await decideWay(source ?? { kind: 'stream', parts: [] }, fields, inspected?.location ?? '', scope);
  if (way.kind === 'stream') return way;
  const looked = await scope.run.ahead('source', () => lookAtObjects((source?.objects ?? []).slice(0, LOOKED_AT), way.files, scope));
  return 'problem' in looked ? { kind: 'stream', why: cannotTell(looked.problem) } : { kind: 'service', why: way.why };
}

async function readHeader(source: Source, { push, run }: PushScope): Promise<void> {
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', part.chunks) }));
  await decode({ ...source, parts }, { ...push, signal: run.signal });
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof ServiceError ? stagingError(error, 'The staging bucket could not be looked at') : error;
  }
}

function plannedSource({ source: { name } }: ResolvedPush, source: Source | undefined): PlannedSource {
  return { name, ...(source === undefined ? {} : { objects: source.parts.length, ...(source.size === undefined ? {} : { bytes: source.size }) }) };
}
