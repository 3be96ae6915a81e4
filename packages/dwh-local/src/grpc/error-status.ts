import { Metadata, type ServerErrorResponse } from '@grpc/grpc-js';

import { GrpcError } from './grpc-error.js';
import type { ProtoRegistry } from './protos/proto-registry.js';
import { STATUS_CODES, type StatusCode } from './status-code.js';

/** What a client gets for an error: the one place that decides it. What no handler meant to throw is INTERNAL. */
export function errorStatus(error: unknown, protos: ProtoRegistry): Partial<ServerErrorResponse> & { readonly canonical: StatusCode } {
  if (!(error instanceof GrpcError)) return { canonical: 'INTERNAL', code: STATUS_CODES.INTERNAL, details: 'Internal error encountered.', name: 'Error', message: '' };
  const code = STATUS_CODES[error.code];
  return { canonical: error.code, code, details: error.message, metadata: metadataOf(error, code, protos), name: error.name, message: error.message };
}

/** The details travel as a google.rpc.Status in a trailer of that name. */
function metadataOf(error: GrpcError, code: number, protos: ProtoRegistry): Metadata {
  const metadata = new Metadata();
  if (error.details.length === 0) return metadata;
  const details = error.details.map(({ type, message }) => protos.any(type, message));
  metadata.set('grpc-status-details-bin', protos.codec('google.rpc.Status').encode({ code, message: error.message, details }));
  return metadata;
}
