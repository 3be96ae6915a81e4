import { randomBytes } from 'node:crypto';

import { jobPrefixOf } from './commit/job-id.js';
import { partitionFolder, runFolder } from './commit/place.js';
import type { ResolvedConfig } from './config.js';
import type { ResolvedPush } from './options.js';
import type { Catalog } from './ports/catalog.js';
import type { Clock } from './ports/clock.js';
import type { Lineage } from './ports/lineage.js';
import type { Metrics } from './ports/metrics.js';
import { tagOfClass, tagPersonalData } from './governance/tag-personal-data.js';
import type { LedgerRow } from './ledger/ledger-columns.js';
import type { ObjectStore } from './ports/object-store.js';
import type { PolicyTags } from './ports/policy-tags.js';
import type { SourceStore } from './ports/source-store.js';
import type { Warehouse } from './ports/warehouse.js';
import { PushRun } from './push-run.js';
import { tableLabels } from './steps/register/table-labels.js';
import { StagedObjects } from './steps/stage/staged-objects.js';

/** What a push works with. */
export interface PushContext {
  readonly config: ResolvedConfig;
  readonly warehouse: Warehouse;
  readonly store: ObjectStore;
  readonly sources: SourceStore;
  readonly clock: Clock;
  /** The bucket of the ledger. */
  readonly ledger: ObjectStore;
  /** Rows of earlier pushes that could not be written. */
  readonly unrecorded: LedgerRow[];
  /** Resolves once rows of the ledger can be queried, as far as that is ours to see to; never rejects. */
  readonly ledgerIsThere: () => Promise<void>;
  readonly policyTags: PolicyTags;
  readonly catalog: Catalog;
  readonly metrics: Metrics;
  readonly lineage: Lineage;
  /** The mark of the backfill that the push is part of. */
  readonly backfill?: string;
}

/** One push on its way: what is to be done, what it is done with, and what it holds. */
export interface PushScope extends PushContext {
  readonly push: ResolvedPush;
  readonly run: PushRun;
  /** Of this call: the same content pushed again later is a run of its own, because something else may have been pushed in between. */
  readonly runId: string;
  /** The partition's folder in the staging bucket, and the run's own in it. */
  readonly folder: string;
  readonly runFolder: string;
  readonly jobPrefix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly objects: StagedObjects;
  /** The policy tag that the push names for dead letters. */
  readonly lettersTag?: string;
  /** The dead letters among the staged objects. */
  readonly rejectObjects: StagedObjects;
}

/** The scope with a contract in which every column of personal data has its policy tag. @throws DwhPushError `LOAD_POLICY_TAG_*` where one has none */
export async function guardPersonalData(scope: PushScope): Promise<PushScope> {
  const { push, policyTags, config: { taxonomy } } = scope;
  const contract = await tagPersonalData(push.contract, { policyTags, taxonomy });
  const lettersTag = push.lettersClass === undefined ? undefined : await tagOfClass(push.lettersClass, { policyTags, taxonomy });
  return { ...scope, push: { ...push, contract }, ...(lettersTag === undefined ? {} : { lettersTag }) };
}

export function scopeOf(push: ResolvedPush, context: PushContext): PushScope {
  const { table, partition, contract } = push;
  const runId = randomBytes(8).toString('hex');
  const folder = partitionFolder(table, partition);
  return {
    ...context,
    push,
    run: new PushRun(push, context.clock),
    runId,
    folder,
    runFolder: runFolder(folder, runId),
    jobPrefix: jobPrefixOf(table, partition, runId),
    labels: tableLabels(contract, context.config.team),
    objects: new StagedObjects(context.store),
    rejectObjects: new StagedObjects(context.store),
  };
}
