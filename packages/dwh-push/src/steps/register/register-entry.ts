import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
import { ASPECT_TYPE_MISSING, type Catalog, type PersonalDataAspect } from '../../ports/catalog.js';
import type { Clock } from '../../ports/clock.js';
import { ServiceError } from '../../ports/service-error.js';
import type { TableRef } from '../../ports/warehouse.js';
import type { PushReceipt } from '../../receipt.js';
import { version } from '../../version.js';

/** How long the catalog is waited for, in milliseconds: it learns of new tables by itself, and takes its time; and where it does not answer, the rows are in place all the same. */
const PATIENCE_MS = 10_000;
const FIRST_WAIT_MS = 200;

export interface RegisterEntryOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly table: TableRef;
  readonly location: string;
  readonly contract: Contract;
  readonly team: string | undefined;
  readonly source: { readonly kind: string; readonly host: string | undefined };
  readonly partition: string | undefined;
  readonly push: { readonly pushId: string | undefined; readonly rowsLoaded: number; readonly rowsRejected: number };
  readonly signal: AbortSignal | undefined;
}

/**
 * Leaves the dataset registered in the catalog: whose it is, where it comes from, what was pushed last, and which columns hold personal data.
 *
 * @returns the receipt's `catalog`: `pending` where the catalog has no entry of the table yet, or does not answer: the next push registers it; `no-aspect-types` where the warehouse team has to make them first; `refused` where it does not take what it is told
 * @throws DwhPushError `REGISTER_FORBIDDEN`; the rows are in place all the same
 */
export async function registerEntry({ catalog, clock, table, location, contract, team, source, partition, push, signal }: RegisterEntryOptions): Promise<Pick<PushReceipt, 'catalog' | 'catalogReason'>> {
  const { governance, fingerprint, expirationDays, owner } = contract;
  const dataset = {
    owner: owner ?? team,
    team,
    contact: governance.contact,
    source_kind: source.kind,
    source_host: source.host,
    contract_version: governance.version,
    contract_fingerprint: fingerprint,
    classification: governance.classification,
    retention_days: expirationDays === undefined ? undefined : Math.ceil(expirationDays),
    schedule: governance.schedule,
    last_partition: partition,
    last_rows: push.rowsLoaded,
    last_rejects: push.rowsRejected,
    last_push_id: push.pushId,
    last_push_at: new Date(clock.now()).toISOString(),
    library_version: version,
  };
  const aspects = { dataset, columns: new Map(personalData(contract.columns)) };
  const patience = new AbortController();
  const cancelAlarm = clock.alarm(PATIENCE_MS, () => patience.abort(OUT_OF_PATIENCE));
  const within = signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]);
  try {
    for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
      if (await attached(() => catalog.attach(table, location, aspects, within))) return { catalog: 'registered' };
      await clock.sleep(wait, within);
    }
  } catch (error) {
    if (error === OUT_OF_PATIENCE || (error instanceof ServiceError && error.retryable)) return { catalog: 'pending' };
    if (!(error instanceof ServiceError)) throw error;
    if (error.reason === ASPECT_TYPE_MISSING) return { catalog: 'no-aspect-types' };
    if (error.forbidden) throw new DwhPushError('REGISTER_FORBIDDEN', `The catalog entry could not be written: ${error.reason} (${error.where}).`, { cause: error });
    return { catalog: 'refused', catalogReason: `${error.reason} (${error.where})` };
  } finally {
    cancelAlarm();
  }
}

const OUT_OF_PATIENCE = new Error('The catalog was waited for long enough.');

/** @returns whether there was an entry */
async function attached(attach: () => Promise<void>): Promise<boolean> {
  try {
    await attach();
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return false;
    throw error;
  }
}

function personalData(columns: readonly Column[], path = ''): [string, PersonalDataAspect][] {
  return columns.flatMap(({ name, personalData: of, policyTag, fields }) => [
    ...(of === undefined || policyTag === undefined ? [] : [[`${path}${name}`, { class: of, policy_tag: policyTag }] as [string, PersonalDataAspect]]),
    ...personalData(fields ?? [], `${path}${name}.`),
  ]);
}
