import type { ResolvedPush } from '../options.js';
import { expiresAt, lifetimeMs } from '../partition/expiry.js';
import type { PlanFacts } from './plan-facts.js';
import { isReadOnce } from './read-once.js';
import { quotaHeadroom } from './quota-headroom.js';
import { partitionLifetime } from '../steps/load/table-plan.js';

/** What would not end a push, and may still not be what was meant. Pure. */
export function planWarnings(push: ResolvedPush, facts: PlanFacts): readonly string[] {
  return [...ofSource(push), ...ofTable(push, facts), ...ofPartition(push, facts), ...ofLifetime(push, facts), ...ofLease(push, facts), ...ofQuota(push, facts)];
}

function ofSource(push: ResolvedPush): readonly string[] {
  return isReadOnce(push) ? [`The source is ${push.source.kind === 'rows' ? 'rows' : 'a stream'}, which may be read once: what it holds is not looked at before the push.`] : [];
}

function ofTable({ table, tableName, partition }: ResolvedPush, { inspected, heads }: PlanFacts): readonly string[] {
  if (inspected === undefined) return [];
  if (!inspected.datasetExists) return [`The dataset ${table.project}.${table.dataset} does not exist yet, and would be created.`];
  const state = inspected.table;
  if (state === undefined || state.content.rows === 0 || state.labels['managed_by'] === 'dwh-push' || heads.has(partition ?? 'all')) return [];
  return [partition === undefined ? `No push has written ${tableName} yet: the ${state.content.rows} rows that it holds would be replaced.` : `No push has written ${tableName} yet: rows that its partition ${partition} holds would be replaced.`];
}

function ofPartition({ contract, partitionTime, partitionDate }: ResolvedPush, { inspected, now }: PlanFacts): readonly string[] {
  if (partitionTime === undefined || inspected === undefined) return [];
  const lifetime = partitionLifetime(inspected.table, { contract, datasetLifetime: inspected.datasetLifetime });
  const expiry = lifetime === undefined ? undefined : expiresAt(partitionTime, lifetime);
  return [
    ...(partitionTime.start > now ? [`The partition ${partitionDate} begins in the future.`] : []),
    ...(expiry === undefined || expiry <= now || expiry > LAST_TIME ? [] : [`The table drops the partition at ${new Date(expiry).toISOString()}.`]),
  ];
}

/** Once it is described, the table drops what the contract does not keep. */
function ofLifetime({ contract: { expirationDays } }: ResolvedPush, { inspected }: PlanFacts): readonly string[] {
  const current = inspected?.table?.timePartitioning;
  if (expirationDays === undefined || current === undefined || lifetimeMs(expirationDays) >= Number(current.expirationMs ?? Infinity)) return [];
  return [`The table would keep partitions for ${expirationDays} days, and keeps them ${current.expirationMs === undefined ? 'for ever' : `for ${daysOf(Number(current.expirationMs))}`} so far: older ones would be dropped.`];
}

function daysOf(milliseconds: number): string {
  return `${milliseconds / lifetimeMs(1)} days`;
}

/** What a `Date` can say: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LAST_TIME = 8_640_000_000_000_000;

function ofLease({ whenBusy }: ResolvedPush, { lease }: PlanFacts): readonly string[] {
  if (lease === undefined || whenBusy === 'fail') return [];
  return [`It is being written since ${lease.since}${lease.team === undefined ? '' : ` by the team ${lease.team}`}: this push would wait.`];
}

function ofQuota(push: ResolvedPush, facts: PlanFacts): readonly string[] {
  return quotaHeadroom(push, facts)
    .filter(({ used = 0, most }) => used >= most * 0.9)
    .map(({ limit, used, most }) => `At least ${used} of ${most} ${limit} are used.`);
}
