import { DwhPushError } from '../errors.js';
import type { ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { isColocated } from './colocated.js';
import { stagingError } from './staging-error.js';

/** @throws DwhPushError `STAGE_LOCATION_MISMATCH` where a load job of the dataset could not read from the staging bucket, or not without carrying data elsewhere; `STAGE_*` */
export async function refuseOtherLocation(store: ObjectStore, datasetLocation: string): Promise<void> {
  let location: string | undefined;
  try {
    location = await store.location();
  } catch (error) {
    throw error instanceof ServiceError ? stagingError(error, 'The staging bucket could not be looked at') : error;
  }
  if (location === undefined || isColocated(datasetLocation, location)) return;
  throw new DwhPushError('STAGE_LOCATION_MISMATCH', `The dataset is in ${datasetLocation} and the staging bucket in ${location}.`);
}
