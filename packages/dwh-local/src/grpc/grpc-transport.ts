import type { Socket } from 'node:net';

import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';

import { serveCall, type CallService } from './call-service.js';
import type { GrpcMethod } from './grpc-method.js';
import { ProtoRegistry } from './protos/proto-registry.js';

export interface Transport {
  /** Serves gRPC on a connection. */
  serve(socket: Socket): void;
  close(): void;
}

export interface TransportOptions extends CallService {
  /** The methods as they are now: a reset replaces them. */
  readonly methods: () => readonly GrpcMethod[];
  readonly cut: (peer: string) => void;
  /** Told of every call that is served, and of its end. */
  readonly track: (done: Promise<void>) => void;
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const raw = (bytes: Buffer) => bytes;

/** The gRPC server behind the listener. In a file of its own, because loading it and the protos takes longer than starting all the rest. */
export function createTransport(options: TransportOptions): Transport {
  const protos = new ProtoRegistry();
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc.max_send_message_length': MAX_MESSAGE_BYTES });
  const served = new Map(options.methods().map((method) => [`/${method.service}/${method.name}`, method]));
  for (const service of new Set([...served.values()].map((method) => method.service))) {
    for (const [name, types] of protos.methods(service)) {
      const path = `/${service}/${name}`;
      const isServed = served.has(path);
      const unary = {
        path,
        method: () => options.methods().find((method) => method.service === service && method.name === name),
        cut: (call: ServerUnaryCall<object, object>) => options.cut(call.getPeer()),
      };
      const [response, request] = isServed ? [protos.codec(types.response), protos.codec(types.request)] : [{ encode: raw as never }, { decode: raw }];
      // A call that still waits is not one that a reset has to wait for.
      const serve = (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) => void options.admit().then(() => options.track(serveCall(options, protos, unary, call, answer)));
      server.register<object, object>(path, serve, response.encode, request.decode, 'unary');
    }
  }
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  return {
    serve: (socket) => injector.injectConnection(socket),
    close: () => server.forceShutdown(),
  };
}
