import type { Call } from '../http/exchange.js';
import { notServed, uniformAccess } from './refusals.js';

const PARAMETERS = ['kmsKeyName', 'destinationKmsKeyName'];

const ACL_PARAMETERS = ['predefinedAcl', 'destinationPredefinedAcl'];

/** Access lists and encryption keys: what a caller believes protected must not silently be open. @throws ApiError 400 */
export function refuseUnservedUpload(call: Pick<Call, 'query' | 'headers'>): void {
  if (ACL_PARAMETERS.some((name) => call.query.has(name))) throw uniformAccess('insert legacy ACL for an object');
  const parameter = PARAMETERS.find((name) => call.query.has(name));
  if (parameter !== undefined) throw notServed(`The parameter ${parameter}`);
  const header = Object.keys(call.headers).find((name) => name.startsWith('x-goog-encryption') || name.startsWith('x-goog-copy-source-encryption'));
  if (header !== undefined) throw notServed(`The header ${header}`);
}
