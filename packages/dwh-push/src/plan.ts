import { DwhPushError } from './errors.js';
import type { ResolvedPush } from './options.js';
import type { PlanFacts } from './plan/plan-facts.js';
import { planWarnings } from './plan/plan-warnings.js';
import type { PlannedWay, PushPlan } from './plan/push-plan.js';
import { quotaHeadroom } from './plan/quota-headroom.js';
import { schemaDifference } from './steps/load/schema-difference.js';
import { tablePlanErrors } from './steps/load/table-plan.js';

const UNDECIDED: PlannedWay = { kind: 'stream', why: 'what would decide otherwise could not be looked at' };

/** What a push would do, decided from what is there. Pure. */
export function planOf(push: ResolvedPush, facts: PlanFacts): PushPlan {
  const { inspected, source, errors, now } = facts;
  const { contract, partition, partitionDate, partitionTime } = push;
  const table = inspected?.table;
  const ofTable = inspected === undefined ? [] : tablePlanErrors(table, { contract, partitionTime, name: push.tableName, labels: {}, datasetLifetime: inspected.datasetLifetime, now });
  const { added, relaxed, conflicts } = schemaDifference(table?.fields ?? [], contract.columns);
  return Object.freeze({
    table: push.tableName,
    ...(partition === undefined || partitionDate === undefined ? {} : { partition, partitionDate }),
    action: table === undefined ? 'create-table' : partition === undefined ? 'replace-table' : 'replace-partition',
    schema: { added: (table === undefined ? contract.columns : added).map(({ name, type, mode }) => ({ name, type, mode })), relaxed: relaxed.map(({ name }) => name), ...(table === undefined || conflicts.length === 0 ? {} : { conflict: conflicts }) },
    way: facts.way ?? UNDECIDED,
    source,
    quota: quotaHeadroom(push, facts),
    warnings: planWarnings(push, facts),
    errors: [...errors.places, ...ofTable, ...busy(push, facts), ...errors.content],
  });
}

function busy({ whenBusy, tableName, partition }: ResolvedPush, { lease }: PlanFacts): readonly DwhPushError[] {
  if (lease === undefined || whenBusy === 'wait') return [];
  return [new DwhPushError('LEASE_BUSY', `${tableName}${partition === undefined ? '' : `$${partition}`} is being written since ${lease.since}${lease.team === undefined ? '' : ` by the team ${lease.team}`}.`)];
}
