import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { Metadata, Server, ServerCredentials, status, type ServerUnaryCall, type sendUnaryData, type UntypedHandleCall } from '@grpc/grpc-js';

import type { Fault } from '../faults/fault.js';
import { ApiError } from '../http/api-error.js';
import { GrpcError } from './grpc-error.js';
import { resourceOf } from './resource-of.js';
import type { GrpcMethod, GrpcRequest } from './grpc-method.js';
import type { GrpcConnections, GrpcServerOptions } from './grpc-server.js';
import { ServiceMessages } from './messages.js';

/** What may be called, also where only a part of it is served: the rest is UNIMPLEMENTED by name. */
export const SERVICES = [
  'google.cloud.dataplex.v1.CatalogService',
  'google.longrunning.Operations',
  'google.cloud.datacatalog.v1.PolicyTagManager',
  'google.monitoring.v3.MetricService',
  'google.cloud.datacatalog.lineage.v1.Lineage',
] as const;

/** Answers calls on connections that others have accepted. */
export function grpcConnections(options: GrpcServerOptions): GrpcConnections {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  const messages = new ServiceMessages();
  for (const service of SERVICES) addService(server, service, messages, options);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return {
    take: (socket: Socket) => injector.injectConnection(socket),
    async close(graceMs) {
      injector.drain(graceMs);
      const ended = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
      server.forceShutdown();
      injector.destroy();
    },
  };
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

function addService(server: Server, service: string, messages: ServiceMessages, options: GrpcServerOptions): void {
  const definition: Record<string, object> = {};
  const handlers: Record<string, UntypedHandleCall> = {};
  for (const { name, request, response } of messages.methodsOf(service)) {
    definition[name] = {
      path: `/${service}/${name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: (value: object) => messages.encode(request, value),
      requestDeserialize: (bytes: Buffer) => messages.decode(request, bytes),
      responseSerialize: (value: object) => messages.encode(response, value),
      responseDeserialize: (bytes: Buffer) => messages.decode(response, bytes),
    };
    handlers[name] = unary(`${service}/${name}`, messages, options);
  }
  server.addService(definition as never, handlers);
}

function unary(path: string, messages: ServiceMessages, options: GrpcServerOptions) {
  return (call: ServerUnaryCall<GrpcRequest, object>, answer: sendUnaryData<object>): void => {
    const method = options.methods().find((candidate) => candidate.path === path);
    const fault = method === undefined ? undefined : options.faults.meet(method.id);
    const done = (code: status) => options.log.add({ id: method?.id, method: 'GRPC', path: `/${path}`, status: code });
    serve(method, path, fault, call, messages, options).then(
      (value) => {
        done(status.OK);
        answer(null, value);
      },
      (error: unknown) => {
        const refused = statusOf(error);
        if (refused.code === status.INTERNAL) options.onInternalError(error, path);
        done(refused.code);
        answer({ ...refused, ...details(error, refused, messages) });
      },
    );
  };
}

async function serve(method: GrpcMethod | undefined, path: string, fault: Fault | undefined, call: ServerUnaryCall<GrpcRequest, object>, messages: ServiceMessages, { admit, access }: GrpcServerOptions): Promise<object> {
  await admit();
  if (method === undefined) throw new GrpcError(status.UNIMPLEMENTED, `The local warehouse does not serve ${path}.`);
  switch (fault?.kind) {
    case 'delay':
      await delay(fault.ms, undefined, { ref: false });
      break;
    case 'error':
      throw scripted(fault.status, fault.message);
    case 'reset':
      throw new GrpcError(status.UNAVAILABLE, 'The fault plan reset the connection.');
    default:
  }
  const caller = access().callerOf(call.metadata.get('authorization')[0]?.toString());
  await caller.require(method.permission, resourceOf(method.resource(call.request), method.permission));
  const value = await method.handler(call.request, { messages, caller });
  if (fault?.kind === 'error-after-effect') throw scripted(fault.status, fault.message);
  if (fault?.kind === 'lost-answer' || fault?.kind === 'truncate') throw new GrpcError(status.UNAVAILABLE, 'The fault plan kept the answer back.');
  return value;
}

/** gRPC codes of HTTP statuses, in which faults are scripted: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const CODES: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ALREADY_EXISTS,
  412: status.FAILED_PRECONDITION,
  429: status.RESOURCE_EXHAUSTED,
  500: status.INTERNAL,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

function scripted(httpStatus: number, message: string | undefined): GrpcError {
  return new GrpcError(CODES[httpStatus] ?? status.UNKNOWN, message ?? 'A scripted fault.');
}

function statusOf(error: unknown): { readonly code: status; readonly message: string } {
  if (error instanceof GrpcError) return { code: error.code, message: error.message };
  if (error instanceof ApiError) return { code: CODES[error.status] ?? status.UNKNOWN, message: error.message };
  return { code: status.INTERNAL, message: 'Internal error.' };
}

function details(error: unknown, { code, message }: { readonly code: status; readonly message: string }, messages: ServiceMessages): { readonly metadata?: Metadata } {
  if (!(error instanceof GrpcError) || error.detail === undefined) return {};
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', messages.encode('google.rpc.Status', { code, message, details: [messages.any(error.detail.type, error.detail.value)] }));
  return { metadata };
}
