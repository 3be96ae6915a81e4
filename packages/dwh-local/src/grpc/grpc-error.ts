import type { StatusCode } from './status-code.js';

/** A message that travels inside of an Any: its type, and its fields. */
export interface ErrorDetail {
  /** `google.rpc.ErrorInfo`, say. */
  readonly type: string;
  readonly message: object;
}

/** A refusal as the service words it. Handlers throw it; `errorStatus` is the one place that turns it into what is sent. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';

  constructor(
    readonly code: StatusCode,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
  ) {
    super(message);
  }
}

export function invalidArgument(message: string): GrpcError {
  return new GrpcError('INVALID_ARGUMENT', message);
}

export function notFound(what: string): GrpcError {
  return new GrpcError('NOT_FOUND', `${what} was not found.`);
}

export function alreadyExists(what: string): GrpcError {
  return new GrpcError('ALREADY_EXISTS', `${what} already exists.`);
}

/** Google has it, this server does not. The message names the thing. */
export function unimplemented(what: string): GrpcError {
  return new GrpcError('UNIMPLEMENTED', `Not implemented by the local warehouse: ${what}.`);
}
