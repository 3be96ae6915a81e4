import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { breakAfter, ConnectionCut } from '../faults/broken-body.js';
import type { FaultPlan } from '../faults/fault-plan.js';
import { withFault, type FaultyReply } from '../faults/with-fault.js';
import { ApiError } from './api-error.js';
import { createCall, methodOf, originOf, parseTarget } from './call.js';
import { errorReply } from './error-reply.js';
import type { Reply } from './exchange.js';
import { listen } from './listen.js';
import { fieldSelection } from './partial-response.js';
import { refuseUnsupported, unrouted } from './refusals.js';
import { refuseStrangers } from './refuse-strangers.js';
import type { RequestLog } from './request-log.js';
import type { Router } from './router.js';
import { sendReply } from './send-reply.js';
import { refuseUnreadable } from './unreadable-request.js';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** See `refuseStrangers`. Default none. */
  readonly allowedHosts?: ReadonlySet<string>;
  readonly router: () => Router;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Waits for what must be over before a request is served (a reset under way). */
  readonly admit: () => Promise<void>;
  /** Keeps the process alive while the server listens. */
  readonly keepAlive: boolean;
  /** Told of errors that handlers did not mean to throw. */
  readonly onInternalError: (error: unknown, id: string) => void;
}

/** A body that stands still for so long is given up, in milliseconds. */
const BODY_IDLE_MS = 120_000;

const NONE: ReadonlySet<string> = new Set();

export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #active = new Set<{ readonly done: Promise<void>; readonly socket: Socket }>();
  #origin = '';

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000, headersTimeout: 60_000 }, (request, response) => this.#serve(request, response));
    this.#server.on('clientError', refuseUnreadable);
    if (!options.keepAlive) this.#server.on('connection', (socket) => socket.unref());
  }

  /** @throws the listen error (EADDRINUSE, EACCES, ...) as Node gives it. */
  static async listen(options: HttpServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    await server.#listen();
    return server;
  }

  /** `http://127.0.0.1:9050` */
  get origin(): string {
    return this.#origin;
  }

  /** Resolves once the requests that are being served now have ended; those that have not after `graceMs` lose their connection. */
  async drain(graceMs: number): Promise<void> {
    const ended = Promise.all([...this.#active].map((active) => active.done));
    const grace = new AbortController();
    await Promise.race([ended, delay(graceMs, undefined, { signal: grace.signal, ref: false })]);
    grace.abort();
    for (const active of this.#active) active.socket.destroy();
    await ended;
  }

  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    await this.drain(graceMs);
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(): Promise<void> {
    this.#origin = `http://${await listen(this.#server, this.#options)}`;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const done = this.#exchange(request, response).finally(() => this.#active.delete(active));
    const active = { done, socket: request.socket };
    this.#active.add(active);
  }

  /** Serves one request to its end; never rejects. */
  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // A handler that left the body unread has no one to tell of its errors.
    request.on('error', () => undefined);
    request.setTimeout(BODY_IDLE_MS, () => request.complete || request.destroy());
    const seen: { id: string | undefined; status: number } = { id: undefined, status: 0 };
    try {
      await this.#options.admit();
      const { reply, cutAfter } = await this.#answer(request, gone.signal, seen);
      await sendReply(response, reply, cutAfter);
      seen.status = reply.status;
    } catch {
      response.destroy();
    } finally {
      // What a refusal left unread would hold up the connection's next request.
      request.unpipe();
      request.resume();
      this.#options.log.add({ ...seen, method: request.method ?? '', path: (request.url ?? '').split('?', 1)[0] ?? '' });
    }
  }

  /** @throws ConnectionCut where a fault says that no answer goes out. */
  async #answer(request: IncomingMessage, signal: AbortSignal, seen: { id: string | undefined }): Promise<FaultyReply> {
    let wording: (thrown: unknown) => Reply = errorReply;
    try {
      refuseStrangers(request, this.#options.allowedHosts ?? NONE);
      const target = parseTarget(request);
      refuseUnsupported(target.query);
      const method = methodOf(request);
      const found = this.#options.router().find(method, target.rawPath);
      if (!('route' in found)) return { reply: unrouted(method, target.rawPath, found.allowed) };
      const { route, params } = found;
      seen.id = route.id;
      const { refusal = errorReply } = route;
      wording = (thrown) => refusal(thrown, target.query);
      const cut = () => void request.socket.resetAndDestroy();
      const fault = this.#options.faults.meet(route.id);
      const body = fault?.kind === 'reset' && fault.afterBytes !== undefined ? breakAfter(request, fault.afterBytes, cut) : request;
      const call = createCall({ request, target, origin: originOf(request, this.#origin), params, body, signal });
      const selected = fieldSelection(target.query.get('fields'));
      return await withFault(fault, async () => selected(await route.handler(call)), signal, cut);
    } catch (error) {
      if (error instanceof ConnectionCut) throw error;
      if (!(error instanceof ApiError) && !signal.aborted) this.#options.onInternalError(error, seen.id ?? 'http');
      return { reply: wording(error) };
    }
  }
}
