import { invalidArgument } from '../grpc/grpc-error.js';

export interface FieldMask {
  readonly paths: readonly string[];
}

/**
 * The fields that an update changes, in camelCase as messages have them here; without a mask, those that `present` names.
 * @throws GrpcError INVALID_ARGUMENT for a path that cannot be updated.
 */
export function maskedFields<const Field extends string>(mask: FieldMask | null, mutable: readonly Field[], present: readonly Field[]): readonly Field[] {
  if (mask === null || mask.paths.length === 0) return present;
  if (mask.paths.includes('*')) return mutable;
  return mask.paths.map((path) => {
    const name = path.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
    const field = mutable.find((candidate) => candidate === name);
    if (field === undefined) throw invalidArgument(`update_mask: ${path} is not a field that can be updated.`);
    return field;
  });
}
