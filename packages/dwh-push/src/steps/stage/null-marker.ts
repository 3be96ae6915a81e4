import type { Contract } from '../../contract/contract.js';

/**
 * The text that stands for NULL in a staged CSV. The warehouse cannot tell it from the same text as a value, so it is a text that no one writes: it differs by contract, and a value that is it all the same
 * is a reject.
 */
export function nullMarkerOf(contract: Contract): string {
  return `\\N:${contract.fingerprint.slice(0, 8)}`;
}
