import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
import type { Catalog, PersonalDataAspect } from '../../ports/catalog.js';
import type { Clock } from '../../ports/clock.js';
import { ServiceError } from '../../ports/service-error.js';
import type { TableRef } from '../../ports/warehouse.js';
import { version } from '../../version.js';

/** How long a new entry is waited for: the catalog learns of tables by itself, and takes its time. */
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
 * @returns `pending` where the catalog has no entry of the table yet: the next push registers it
 * @throws DwhPushError `REGISTER_FORBIDDEN`, `REGISTER_FAILED`; the rows are in place all the same
 */
export async function registerEntry({ catalog, clock, table, location, contract, team, source, partition, push, signal }: RegisterEntryOptions): Promise<'registered' | 'pending'> {
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
  const until = clock.now() + PATIENCE_MS;
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    try {
      await catalog.attach(table, location, { dataset, columns: new Map(personalData(contract.columns)) }, signal);
      return 'registered';
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.status !== 404) throw new DwhPushError(error.forbidden ? 'REGISTER_FORBIDDEN' : 'REGISTER_FAILED', `The catalog entry could not be written: ${error.reason} (${error.where}).`, { cause: error });
      if (clock.now() + wait > until) return 'pending';
    }
    await clock.sleep(wait, signal);
  }
}

function personalData(columns: readonly Column[], path = ''): [string, PersonalDataAspect][] {
  return columns.flatMap(({ name, personalData: of, policyTag, fields }) => [
    ...(of === undefined || policyTag === undefined ? [] : [[`${path}${name}`, { class: of, policy_tag: policyTag }] as [string, PersonalDataAspect]]),
    ...personalData(fields ?? [], `${path}${name}.`),
  ]);
}
