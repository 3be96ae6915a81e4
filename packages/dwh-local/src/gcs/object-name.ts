import { invalid, required } from './refusals.js';

/** An object's name as Cloud Storage takes it. https://docs.cloud.google.com/storage/docs/objects#naming @throws ApiError 400 */
export function objectName(name: unknown): string {
  if (name === undefined || name === null || name === '') throw required('name');
  if (typeof name !== 'string' || !name.isWellFormed()) throw invalid('An object name must be text in UTF-8.');
  if (Buffer.byteLength(name) > 1024) throw invalid('The specified object name is not valid: it is longer than 1024 bytes.');
  // NUL is the one character beyond the service's own rule that is not taken: DuckDB's text ends at it.
  if (/[\r\n\0]/.test(name)) throw invalid('Disallowed unicode characters present in object name.');
  if (name === '.' || name === '..' || name.startsWith('.well-known/acme-challenge/')) throw invalid('The specified object name is not valid.');
  return name;
}
