import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as SocketServer, type Socket } from 'node:net';

import type { FaultPlan } from '../faults/fault-plan.js';
import type { RequestLog } from '../http/request-log.js';
import type { AccessControl } from '../iam/access-control.js';
import type { GrpcMethod } from './grpc-method.js';

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly methods: () => readonly GrpcMethod[];
  readonly access: () => AccessControl;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Resolves once requests may be answered: not during a reset. */
  readonly admit: () => Promise<void>;
  /** Otherwise a process that has nothing else to do may end. */
  readonly keepAlive: boolean;
  readonly onInternalError: (error: unknown, id: string) => void;
}

/** What serves the connections; made with the first of them, because the libraries for it take their time to load. */
export interface GrpcConnections {
  take(socket: Socket): void;
  close(graceMs: number): Promise<void>;
}

/** The catalog, policy tags, monitoring and lineage over gRPC, without TLS, on one port. */
export class GrpcServer {
  readonly #server: SocketServer;
  #connections: Promise<GrpcConnections> | undefined;

  private constructor(
    server: SocketServer,
    /** `127.0.0.1:41235`. */
    readonly endpoint: string,
    options: GrpcServerOptions,
  ) {
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      if (!options.keepAlive) socket.unref();
      this.#connections ??= import('./grpc-connections.js').then(({ grpcConnections }) => grpcConnections(options));
      void this.#connections.then(
        (connections) => connections.take(socket),
        (error: unknown) => {
          options.onInternalError(error, 'grpc');
          socket.destroy();
        },
      );
    });
  }

  static async listen(options: GrpcServerOptions): Promise<GrpcServer> {
    const server = createServer();
    server.listen(options.port, options.host);
    await once(server, 'listening');
    if (!options.keepAlive) server.unref();
    return new GrpcServer(server, `${options.host}:${(server.address() as AddressInfo).port}`, options);
  }

  /** Lets calls end for a while, then cuts them off. */
  async close(graceMs: number): Promise<void> {
    this.#server.close();
    await (await this.#connections?.catch(() => undefined))?.close(graceMs);
  }
}
