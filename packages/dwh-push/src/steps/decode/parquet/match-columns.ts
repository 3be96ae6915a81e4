import { DwhPushError } from '../../../errors.js';

/**
 * A file that names its columns has those of the contract, in any order, and no others unless the contract passes over them.
 *
 * @throws DwhPushError `DECODE_HEADER_MISMATCH` with every difference
 */
export function matchColumns(found: readonly string[], wanted: readonly string[], othersPassedOver: boolean, source: string): void {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  const missing = wanted.filter((name) => !found.includes(name));
  const unexpected = othersPassedOver ? [] : found.filter((name) => !wanted.includes(name));
  const twice = wanted.filter((name) => found.indexOf(name) !== found.lastIndexOf(name));
  const differences = [
    ...(missing.length > 0 ? [`without ${quoted(missing)}`] : []),
    ...(unexpected.length > 0 ? [`with ${quoted(unexpected)} that the contract does not have`] : []),
    ...(twice.length > 0 ? [`with ${quoted(twice)} more than once`] : []),
  ];
  if (differences.length > 0) throw new DwhPushError('DECODE_HEADER_MISMATCH', `The columns of ${source} do not match the contract: it is ${differences.join(', ')}.`);
}
