import { status } from '@grpc/grpc-js';

/** A refusal of a service over gRPC. Handlers throw it; the server is the one place that turns it into a status. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';

  constructor(
    readonly code: status,
    message: string,
    /** A message for the details of the status, by its full name. */
    readonly detail?: { readonly type: string; readonly value: object },
  ) {
    super(message);
  }
}

export const invalidArgument = (message: string): GrpcError => new GrpcError(status.INVALID_ARGUMENT, message);
export const notFound = (message: string): GrpcError => new GrpcError(status.NOT_FOUND, message);
export const alreadyExists = (message: string): GrpcError => new GrpcError(status.ALREADY_EXISTS, message);
export const failedPrecondition = (message: string): GrpcError => new GrpcError(status.FAILED_PRECONDITION, message);
export const permissionDenied = (message: string): GrpcError => new GrpcError(status.PERMISSION_DENIED, message);
export const unimplemented = (what: string): GrpcError => new GrpcError(status.UNIMPLEMENTED, `The local warehouse does not support ${what}.`);
