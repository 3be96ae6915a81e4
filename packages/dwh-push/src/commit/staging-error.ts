import { DwhPushError } from '../errors.js';
import type { ServiceError } from '../ports/service-error.js';

/** What a refused or failed call to the staging bucket means. */
export function stagingError(error: ServiceError, what: string): DwhPushError {
  if (error.status === 404) return new DwhPushError('STAGE_BUCKET_NOT_FOUND', 'The staging bucket does not exist, or this identity may not see it.', { cause: error });
  if (error.forbidden) return new DwhPushError('STAGE_FORBIDDEN', `This identity may not use the staging bucket: ${error.where}.`, { cause: error });
  return new DwhPushError('STAGE_FAILED', `${what}: ${error.reason} (${error.where}).`, { cause: error });
}
