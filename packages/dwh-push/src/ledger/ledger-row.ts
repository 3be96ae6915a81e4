import type { LeaseRun } from '../commit/lease-record.js';
import type { PushScope } from '../push-scope.js';
import type { PushReceipt } from '../receipt.js';
import type { SourceLocation } from '../steps/source/source-location.js';
import { version } from '../version.js';
import type { LedgerRow } from './ledger-columns.js';

/** What the ledger keeps of a push: counts, times and names, never a value, a path or a query string. */
export function ledgerRow(kind: 'push' | 'replay', receipt: PushReceipt, { push, run, runId, config }: PushScope): LedgerRow {
  const { project, dataset, table } = push.table;
  const { durationsMs } = receipt;
  return withoutAbsent({
    run_id: runId,
    push_id: receipt.pushId,
    kind,
    team: config.team,
    identity: run.identity,
    project,
    dataset,
    table_name: table,
    partition_id: receipt.partition,
    outcome: receipt.outcome,
    committed: receipt.committed,
    error_code: receipt.errorCode,
    error_step: run.failedStep,
    source_kind: push.source.kind,
    source_host: hostOf(push.source),
    way: receipt.way,
    rows_read: receipt.rowsRead,
    rows_loaded: receipt.rowsLoaded,
    rows_rejected: receipt.rowsRejected,
    source_bytes: receipt.sourceBytes,
    staged_bytes: receipt.stagedBytes,
    job_id: receipt.jobId,
    job_location: receipt.location,
    contract_version: push.contract.governance.version,
    contract_fingerprint: push.contract.fingerprint,
    library_version: version,
    started_at: receipt.startedAt,
    finished_at: receipt.finishedAt,
    source_ms: durationsMs.source,
    decode_ms: durationsMs.decode,
    validate_ms: durationsMs.validate,
    stage_ms: durationsMs.stage,
    load_ms: durationsMs.load,
    register_ms: durationsMs.register,
  });
}

/** The row of a push whose process ended before it could write one, as the next push of its partition knows it from the lease. */
export function endedRow({ runId, begun, location }: LeaseRun, committed: boolean, { push, clock }: PushScope): LedgerRow {
  const { project, dataset, table } = push.table;
  return withoutAbsent({
    run_id: runId,
    kind: begun?.kind,
    team: begun?.team,
    project,
    dataset,
    table_name: table,
    partition_id: push.partition,
    job_location: location,
    started_at: begun?.startedAt,
    outcome: 'failed',
    committed: committed ? 'yes' : 'no',
    error_code: 'PROCESS_ENDED',
    finished_at: new Date(clock.now()).toISOString(),
  });
}

/** Where a source is, as far as everybody may know: a host or a bucket. */
export function hostOf(source: SourceLocation): string | undefined {
  if (source.kind === 'http' || source.kind === 's3') return source.url.host;
  return source.kind === 'gs' ? source.bucket : undefined;
}

function withoutAbsent(row: { readonly [Column in keyof LedgerRow]: LedgerRow[Column] | undefined }): LedgerRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as LedgerRow;
}
