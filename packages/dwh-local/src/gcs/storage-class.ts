import { invalid } from './refusals.js';

export const STORAGE_CLASSES = ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE', 'MULTI_REGIONAL', 'REGIONAL', 'DURABLE_REDUCED_AVAILABILITY'] as const;

/** @throws ApiError 400 */
export function storageClassOf(value: unknown): string {
  const found = typeof value === 'string' ? STORAGE_CLASSES.find((name) => name === value.toUpperCase()) : undefined;
  if (found === undefined) throw invalid('The storage class you specified is not valid.');
  return found;
}
