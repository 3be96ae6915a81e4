import { hostOf } from './ledger/ledger-row.js';
import type { Looked } from './look.js';
import type { PushScope } from './push-scope.js';
import { registerEntry } from './steps/register/register-entry.js';
import { register } from './steps/register/register.js';

/** After the commit: table and catalog entry say what the contract and the push say. @throws DwhPushError of the step `register` */
export async function registerDataset(scope: PushScope, { inspected, planned }: Looked): Promise<void> {
  const { push, run, config, catalog, clock, warehouse, labels } = scope;
  await register({ warehouse, table: push.table, contract: push.contract, labels, fieldsBefore: planned.fields });
  if (!catalog.available) return;
  const { pushId, rowsLoaded, rowsRejected } = run.facts;
  const registered = await registerEntry({
    catalog,
    clock,
    table: push.table,
    location: inspected.location,
    contract: push.contract,
    team: config.team,
    source: { kind: push.source.kind, host: hostOf(push.source) },
    partition: push.partition,
    push: { pushId, rowsLoaded, rowsRejected },
    signal: run.signal,
  });
  Object.assign(run.facts, registered);
}
