import { ApiError } from './api-error.js';

/** A boolean parameter; Google's Python clients spell it True and False. Absent is false. @throws ApiError 400 for anything else. */
export function booleanParam(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  if (value === null) return false;
  if (/^(?:true|1)$/i.test(value)) return true;
  if (/^(?:false|0)$/i.test(value)) return false;
  throw invalidParam(name, value);
}

/** A whole number from 0 that fits 63 bits, as text; undefined where absent. @throws ApiError 400 for anything else. */
export function wholeParam(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,19}$/.test(value) || BigInt(value) > 0x7fff_ffff_ffff_ffffn) throw invalidParam(name, value);
  return BigInt(value).toString();
}

export function invalidParam(name: string, value: string): ApiError {
  return new ApiError(400, 'invalidParameter', `Invalid value for ${name}: ${JSON.stringify(value.slice(0, 100))}.`, { location: name, locationType: 'parameter' });
}
