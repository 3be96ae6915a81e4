import { DwhPushError } from '../../errors.js';
import { ServiceError } from '../../ports/service-error.js';
import type { TableRef, TableState, Warehouse } from '../../ports/warehouse.js';

export interface InspectOptions {
  readonly warehouse: Warehouse;
  readonly table: TableRef;
  /** The location that the caller expects; undefined: wherever the dataset is. */
  readonly expectedLocation: string | undefined;
  /** Set for the local warehouse, where no onboarding has created datasets: where a missing one will be created. */
  readonly createDatasetIn: string | undefined;
}

export interface Inspected {
  /** Where the dataset is, and so where its jobs run. */
  readonly location: string;
  readonly datasetExists: boolean;
  /** See `DatasetState.partitionLifetime`. */
  readonly datasetLifetime: number | undefined;
  readonly table: TableState | undefined;
}

/** Reads what is there; changes nothing. */
export async function inspectTable({ warehouse, table, expectedLocation, createDatasetIn }: InspectOptions): Promise<Inspected> {
  try {
    const dataset = await warehouse.getDataset(table);
    if (dataset === undefined && createDatasetIn !== undefined) return { location: createDatasetIn, datasetExists: false, datasetLifetime: undefined, table: undefined };
    if (dataset === undefined) throw new DwhPushError('LOAD_DATASET_NOT_FOUND', `The dataset ${table.project}.${table.dataset} does not exist, or this identity may not see it.`);
    if (expectedLocation !== undefined && expectedLocation.toLowerCase() !== dataset.location.toLowerCase()) {
      throw new DwhPushError('LOAD_LOCATION_MISMATCH', `The dataset ${table.project}.${table.dataset} is in ${dataset.location}, and ${expectedLocation} was configured.`);
    }
    return { location: dataset.location, datasetExists: true, datasetLifetime: dataset.partitionLifetime, table: await warehouse.getTable(table) };
  } catch (error) {
    throw error instanceof ServiceError ? loadError(error, 'The table could not be looked at') : error;
  }
}

/** What a refused or failed call of the load step means before the job was inserted. */
export function loadError(error: ServiceError, what: string): DwhPushError {
  const message = `${what}: ${error.reason} (${error.where}).`;
  if (error.forbidden) return new DwhPushError('LOAD_FORBIDDEN', message, { cause: error });
  if (error.reason === 'quotaExceeded') return new DwhPushError('LOAD_QUOTA_EXCEEDED', message, { cause: error });
  return new DwhPushError(error.retryable ? 'LOAD_FAILED' : 'LOAD_REFUSED', message, { cause: error });
}
