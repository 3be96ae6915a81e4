import { ApiError } from '../http/api-error.js';

export const noSuchBucket = () => new ApiError(404, 'notFound', 'The specified bucket does not exist.');

export const noSuchObject = (bucket: string, name: string) => new ApiError(404, 'notFound', `No such object: ${bucket}/${name}`);

export const conditionNotMet = () => new ApiError(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.', { location: 'If-Match', locationType: 'header' });

export const notModified = () => new ApiError(304, 'notModified', 'Not Modified');

export const invalid = (message: string) => new ApiError(400, 'invalid', message);

export const required = (name: string) => new ApiError(400, 'required', `Required parameter: ${name}`, { location: name, locationType: 'parameter' });

/** For what the real service does and this one does not: better no answer than a wrong one. Not a 501: Google's Go client and gcloud repeat whatever is a 5xx. */
export const notServed = (what: string) => new ApiError(400, 'notImplemented', `${what} is not supported by the local warehouse.`);

const UNIFORM = 'https://cloud.google.com/storage/docs/uniform-bucket-level-access';

/** Access is uniform here: there are no access lists to read or to change. */
export const uniformAccess = (what: string) => new ApiError(400, 'invalid', `Cannot ${what} when uniform bucket-level access is enabled. Read more at ${UNIFORM}`);

export const uniformBucket = () => new ApiError(400, 'invalid', `Cannot get legacy ACLs for a bucket that has enabled uniform bucket-level access. Read more at ${UNIFORM}`);
