import { acquireLease } from './acquire-lease.js';
import { rejectsJobPrefix } from './commit/job-id.js';
import type { Lease } from './commit/lease.js';
import { settlePredecessors } from './commit/settle-predecessors.js';
import { endPush } from './end-push.js';
import { look } from './look.js';
import type { ResolvedPush } from './options.js';
import { publish } from './publish.js';
import { guardPersonalData, scopeOf, type PushContext } from './push-scope.js';
import type { PushReceipt } from './receipt.js';
import { registerDataset } from './register-dataset.js';
import { tagOfLetters } from './rejects/rejects-dataset.js';
import { stageEitherWay } from './stage-either-way.js';
import { tellBegun } from './steps/report/diagnostics.js';
import { openSource } from './steps/source/open-source.js';
import type { Source } from './steps/source/source.js';

/**
 * The story of a push. Up to the load job nothing that a reader can see has changed; the job replaces the rows at one instant; after it the dataset is described, and what
 * happened is told, whatever happened.
 *
 * @throws DwhPushError with the receipt of what was done
 */
export async function runPush(push: ResolvedPush, context: PushContext): Promise<PushReceipt> {
  let scope = scopeOf(push, context);
  const { run } = scope;
  tellBegun({ runId: scope.runId, table: push.tableName, partition: push.partition });
  let source: Source | undefined;
  let lease: Lease | undefined;
  let receipt: PushReceipt | undefined;
  try {
    source = await run.step('source', () => openSource(push.source, context.sources, context.clock, run.signal));
    scope = await run.ahead('load', () => guardPersonalData(scope));
    // What is there decides the order of the staged columns, and whether the push can be right at all.
    const { inspected, planned } = await run.ahead('load', () => look(scope));
    if (push.rejectLimit !== undefined) tagOfLetters(scope.push.contract, inspected.table, scope.lettersTag);
    lease = await run.ahead('load', () => acquireLease('push', scope, inspected.location, [rejectsJobPrefix(scope.jobPrefix), scope.jobPrefix]));
    await run.ahead('load', () => settlePredecessors(lease as Lease, scope));
    const staged = await stageEitherWay(source, { inspected, planned }, scope);
    const outcome = await run.step('load', () => publish(staged, { inspected, planned }, scope));
    await run.step('register', () => registerDataset(scope, { inspected, planned }));
    receipt = run.succeeded(outcome);
    return receipt;
  } catch (error) {
    const failure = run.failed(error);
    receipt = failure.receipt;
    throw failure;
  } finally {
    await source?.close();
    if (receipt !== undefined) await endPush({ kind: 'push', receipt, lease, objects: [scope.objects, scope.rejectObjects] }, scope);
  }
}
