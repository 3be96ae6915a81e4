import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { listen } from '../http/listen.js';
import type { CallService } from './call-service.js';
import type { GrpcMethod } from './grpc-method.js';
import type { Transport } from './grpc-transport.js';

export interface GrpcServerOptions extends CallService {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly methods: () => readonly GrpcMethod[];
  /** Keeps the process alive while the server listens. */
  readonly keepAlive: boolean;
}

/** Listens at once, and loads gRPC with the first connection. */
export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #server: Server;
  readonly #sockets = new Map<string, Socket>();
  readonly #active = new Set<Promise<void>>();
  #transport: Promise<Transport> | undefined;
  #endpoint = '';

  private constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => void this.#connect(socket));
  }

  /** @throws the listen error (EADDRINUSE, EACCES, ...) as Node gives it. */
  static async listen(options: GrpcServerOptions): Promise<GrpcServer> {
    const server = new GrpcServer(options);
    await server.#listen();
    return server;
  }

  /** `127.0.0.1:9051` */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** Resolves once the calls that are being served now have ended; those that have not after `graceMs` lose their connection. */
  async drain(graceMs: number): Promise<void> {
    const ended = Promise.all(this.#active);
    const grace = new AbortController();
    const late = await Promise.race([ended.then(() => false), delay(graceMs, true, { signal: grace.signal, ref: false })]);
    grace.abort();
    if (late) for (const socket of this.#sockets.values()) socket.destroy();
    await ended;
  }

  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.drain(graceMs);
    (await this.#transport?.catch(() => undefined))?.close();
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }

  async #listen(): Promise<void> {
    this.#endpoint = await listen(this.#server, this.#options);
  }

  async #connect(socket: Socket): Promise<void> {
    // As a call names its peer.
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#sockets.set(peer, socket);
    socket.once('close', () => this.#sockets.delete(peer));
    socket.on('error', () => undefined);
    try {
      this.#transport ??= this.#load();
      const transport = await this.#transport;
      if (socket.destroyed) return;
      transport.serve(socket);
      if (!this.#options.keepAlive) socket.unref();
    } catch (error) {
      this.#options.onInternalError(error, 'grpc');
      socket.destroy();
    }
  }

  async #load(): Promise<Transport> {
    const { createTransport } = await import('./grpc-transport.js');
    return createTransport({ ...this.#options, cut: (peer) => void this.#sockets.get(peer)?.resetAndDestroy(), track: (done) => this.#track(done) });
  }

  #track(done: Promise<void>): void {
    this.#active.add(done);
    void done.finally(() => this.#active.delete(done));
  }
}
