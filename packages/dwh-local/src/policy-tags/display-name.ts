import { invalidArgument } from '../grpc/grpc-error.js';

const MAX_NAME_BYTES = 200;
const MAX_DESCRIPTION_BYTES = 2_000;

/** @throws GrpcError INVALID_ARGUMENT, by the rules of policytagmanager.proto. */
export function checkDisplayName(displayName: string): void {
  if (/^[\p{L}\p{M}\p{N}_-](?:[\p{L}\p{M}\p{N}_ -]*[\p{L}\p{M}\p{N}_-])?$/u.test(displayName) && Buffer.byteLength(displayName) <= MAX_NAME_BYTES) return;
  throw invalidArgument(`display_name must hold only letters, numbers, underscores, dashes and spaces, not start or end with a space, and be 1 to ${MAX_NAME_BYTES} bytes long.`);
}

/** @throws GrpcError INVALID_ARGUMENT */
export function checkDescription(description: string): void {
  if (Buffer.byteLength(description) > MAX_DESCRIPTION_BYTES) throw invalidArgument(`description must be at most ${MAX_DESCRIPTION_BYTES} bytes long.`);
}
