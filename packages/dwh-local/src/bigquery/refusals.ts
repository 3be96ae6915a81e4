import { ApiError } from '../http/api-error.js';

/** 400 `invalid`: the request itself is wrong. */
export function invalid(message: string, location?: string): ApiError {
  return new ApiError(400, 'invalid', message, location === undefined ? {} : { location });
}

/** 501: BigQuery has it, this server does not. The message names the thing. */
export function notImplemented(what: string): ApiError {
  return new ApiError(501, 'notImplemented', `Not implemented by the local warehouse: ${what}`);
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'notFound', `Not found: ${what}`);
}

export function alreadyExists(what: string): ApiError {
  return new ApiError(409, 'duplicate', `Already Exists: ${what}`);
}

export function preconditionFailed(): ApiError {
  return new ApiError(412, 'conditionNotMet', 'Precondition check failed.', { locationType: 'header', location: 'If-Match' });
}

/** Refuses every field that is set and that neither is known nor may be ignored. `null`, `''`, `false`, `[]` and `{}` count as not set. */
export function refuseUnknown(body: Readonly<Record<string, unknown>>, known: ReadonlySet<string>, where: string): void {
  for (const [name, value] of Object.entries(body)) {
    if (known.has(name) || isUnset(value)) continue;
    throw notImplemented(`${where}.${name}`);
  }
}

/** Clients spell "not set" in several ways. */
export function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
