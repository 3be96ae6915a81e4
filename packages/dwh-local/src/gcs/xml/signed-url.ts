import { ApiError } from '../../http/api-error.js';
import type { StorageClock } from '../storage-clock.js';

/** A signed link is good for its time; its signature is not checked here, as no credentials are. @throws ApiError 400 */
export function requireUnexpired(query: URLSearchParams, clock: StorageClock): void {
  const end = v4End(query) ?? v2End(query);
  if (end !== undefined && !(end > clock.millis())) throw new ApiError(400, 'expiredToken', 'The provided token has expired. Request signature expired.');
}

function v4End(query: URLSearchParams): number | undefined {
  const [date, seconds] = [query.get('X-Goog-Date'), query.get('X-Goog-Expires')];
  if (date === null && seconds === null) return undefined;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '') ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + Number(seconds) * 1000;
}

function v2End(query: URLSearchParams): number | undefined {
  const expires = query.get('Expires');
  return expires === null || !query.has('Signature') ? undefined : Number(expires) * 1000;
}
