import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
import { lifetimeMs } from '../../partition/expiry.js';
import { ServiceError } from '../../ports/service-error.js';
import type { TableField, TablePatch, TableRef, TableState, Warehouse } from '../../ports/warehouse.js';

const MAX_TRIES = 5;

interface RegisterOptions {
  readonly warehouse: Warehouse;
  readonly table: TableRef;
  readonly contract: Contract;
  readonly labels: Readonly<Record<string, string>>;
  /** The columns as they were before the load: what a truncating job drops of them (descriptions, policy tags) is put back. */
  readonly fieldsBefore: readonly TableField[];
}

/**
 * Makes the dataset known: description, labels and column descriptions of the table are what the contract says. What others wrote there stays. Writes only where something differs.
 *
 * @throws DwhPushError of the step `register`; the rows are in place all the same
 */
export async function register(options: RegisterOptions): Promise<void> {
  const { warehouse, table } = options;
  try {
    for (let tries = 1; ; tries += 1) {
      const current = await warehouse.getTable(table);
      if (current === undefined) throw new DwhPushError('REGISTER_FAILED', 'The table was deleted right after the load.');
      const patch = difference(current, options);
      if (patch === undefined) return;
      try {
        await warehouse.patchTable(table, current.etag, patch);
        return;
      } catch (error) {
        const overtaken = error instanceof ServiceError && error.status === 412;
        if (!overtaken || tries === MAX_TRIES) throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new DwhPushError(error.forbidden ? 'REGISTER_FORBIDDEN' : 'REGISTER_FAILED', `The table's description could not be written: ${error.reason} (${error.where}).`, { cause: error });
  }
}

/** What has to be written, or undefined where the table says it all already. */
function difference(current: TableState, { contract, labels, fieldsBefore }: RegisterOptions): TablePatch | undefined {
  const fields = describedFields(current.fields, fieldsBefore, contract.columns);
  const missingLabels = Object.entries(labels).filter(([key, value]) => current.labels[key] !== value);
  const expirationMs = contract.expirationDays === undefined ? undefined : String(lifetimeMs(contract.expirationDays));
  const patch: TablePatch = {
    ...(JSON.stringify(fields) === JSON.stringify(current.fields) ? {} : { fields }),
    ...(contract.description === undefined || contract.description === current.description ? {} : { description: contract.description }),
    ...(missingLabels.length === 0 ? {} : { labels: Object.fromEntries(missingLabels) }),
    ...(expirationMs === undefined || current.timePartitioning === undefined || current.timePartitioning.expirationMs === expirationMs
      ? {}
      : { timePartitioning: { ...current.timePartitioning, expirationMs } }),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function describedFields(current: readonly TableField[], before: readonly TableField[], columns: readonly Column[]): readonly TableField[] {
  const described = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const earlier = new Map(before.map((field) => [field.name.toLowerCase(), field]));
  return current.map((field) => {
    const name = field.name.toLowerCase();
    const { type: _type, mode: _mode, name: _name, ...dropped } = earlier.get(name) ?? field;
    const column = described.get(name);
    const nested = column?.fields === undefined ? undefined : describedFields(nestedOf(field), nestedOf(earlier.get(name)), column.fields);
    return { ...field, ...withoutKeys(dropped, field), ...(column?.description === undefined ? {} : { description: column.description }), ...(nested === undefined ? {} : { fields: nested }) };
  });
}

function nestedOf(field: TableField | undefined): readonly TableField[] {
  return (field?.['fields'] ?? []) as readonly TableField[];
}

function withoutKeys(from: Readonly<Record<string, unknown>>, present: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !(key in present)));
}
