import type { Lease } from './commit/lease.js';
import { ledgerRow } from './ledger/ledger-row.js';
import type { LedgerRow } from './ledger/ledger-columns.js';
import { keepRow, LEDGER_BUDGET_MS, recordPush } from './ledger/ledger.js';
import type { TableRef } from './ports/warehouse.js';
import type { PushScope } from './push-scope.js';
import type { PushReceipt } from './receipt.js';
import { tellEnded } from './steps/report/diagnostics.js';
import { lineageEvent, type OutsideSource } from './steps/report/lineage-event.js';
import { activeTrace, traceWithOpenTelemetry } from './steps/report/open-telemetry.js';
import { report } from './steps/report/report.js';
import { writeMetrics } from './steps/report/write-metrics.js';
import { TimeBudget } from './shared/time-budget.js';
import type { StagedObjects } from './steps/stage/staged-objects.js';

interface EndOptions {
  readonly kind: 'push' | 'replay';
  readonly receipt: PushReceipt;
  readonly lease: Lease | undefined;
  /** What the push has staged. */
  readonly objects: readonly StagedObjects[];
}

/** Whatever happened: it is written into the ledger, what was staged is removed, the next push is let in, and everybody is told. Never fails a push. */
export async function endPush({ kind, receipt, lease, objects }: EndOptions, scope: PushScope): Promise<void> {
  await scope.ledgerIsThere();
  const recorded = await record(ledgerRow(kind, receipt, scope), lease, scope);
  // A job whose end is not known may still read its objects: the next push settles it and removes them.
  if (receipt.committed !== 'unknown') for (const staged of objects) await staged.remove();
  if (receipt.committed === 'unknown') await lease?.abandon();
  else await (recorded ? lease?.release() : lease?.leaveUntold(receipt.committed === 'yes' ? 'committed' : 'nothing'));
  const { config, push, run } = scope;
  report(receipt, { team: config.team, logger: push.logger, failure: run.failure, trace: { ...(await activeTrace(config.project)), 'logging.googleapis.com/labels': labelsOf(push.table, config.team) } });
  await tell(receipt, scope);
}

/** Labels of the log's entry. */
function labelsOf({ dataset, table }: TableRef, team: string | undefined): Readonly<Record<string, string>> {
  return { dataset, table, ...(team === undefined ? {} : { team }) };
}

/** Where it cannot be written, the row waits for the next push: of the partition, or of this client where the push never came to hold the partition. */
async function record(row: LedgerRow, lease: Lease | undefined, scope: PushScope): Promise<boolean> {
  const { unrecorded } = scope;
  const time = new TimeBudget(scope.clock, LEDGER_BUDGET_MS);
  const recorded = await recordPush(row, scope, time);
  if (recorded) {
    for (const waiting of unrecorded.splice(0)) if (!(await recordPush(waiting, scope, time))) unrecorded.push(waiting);
  } else if (lease === undefined) unrecorded.push(row);
  else await keepRow(row, scope.runFolder, scope.store);
  return recorded;
}

/** What metrics, lineage and traces together may take of a push, in milliseconds. */
const TELLING_MS = 3_000;

/** Tells everybody else, at once and not for long; whatever fails of it is lost. */
async function tell(receipt: PushReceipt, scope: PushScope): Promise<void> {
  const { push, run, runId, config, clock, metrics, lineage } = scope;
  const location = receipt.location ?? config.location ?? 'global';
  const outside = outsideOf(push.source);
  tellEnded({ runId, table: receipt.table, partition: receipt.partition }, receipt);
  const told = [
    writeMetrics(receipt, { metrics, table: push.table, team: config.team, location }),
    traceWithOpenTelemetry(receipt, run.times, { table: push.table, team: config.team }),
    ...(outside === undefined || receipt.outcome !== 'published'
      ? []
      : [lineage.tell(location, lineageEvent(outside, receipt, { runId, table: push.table, contract: push.contract, team: config.team, partitionFrom: push.partitionTime?.start, partitionTo: push.partitionTime?.end }))]),
  ];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cancelAlarm = clock.alarm(TELLING_MS, resolve);
  await Promise.race([Promise.allSettled(told), over]);
  cancelAlarm();
}

function outsideOf(source: PushScope['push']['source']): OutsideSource | undefined {
  if (source.kind === 'http') return { namespace: source.url.origin, name: source.url.pathname };
  if (source.kind === 's3') return { namespace: `s3://${source.name.split('/')[2]}`, name: source.name.split('/').slice(3).join('/') };
  return source.kind === 'gs' ? { namespace: `gs://${source.bucket}`, name: source.object } : undefined;
}
