import { rmSync } from 'node:fs';

import type { DirectoryLock } from './data-dir/directory-lock.js';
import { removeServerFile, writeServerFile } from './data-dir/server-file.js';
import type { WarehouseIdentity } from './data-dir/warehouse-identity.js';
import { FaultPlan } from './faults/fault-plan.js';
import { loadFixture } from './fixtures/load-fixture.js';
import { GrpcServer } from './grpc/grpc-server.js';
import { authorizeGrpc } from './iam/authorize-grpc.js';
import { EventHub } from './gcs/notifications/event-hub.js';
import { healthRoute } from './health-route.js';
import { batchRoutes } from './http/batch-routes.js';
import { HttpServer } from './http/http-server.js';
import { RequestLog } from './http/request-log.js';
import { createRouter, type Router } from './http/router.js';
import type { IamOptions } from './iam/iam-options.js';
import { localCredentials } from './iam/local-credentials.js';
import { Tokens } from './iam/tokens.js';
import { LocalWarehouseError } from './local-warehouse-error.js';
import type { LocalWarehouse } from './local-warehouse.js';
import { pageRoutes } from './page/page-routes.js';
import { eraseData, openServices, type Services } from './services.js';
import { version } from './version.js';
import { stagingBucketOf, warehouseEnv } from './warehouse-env.js';

export interface ServeOptions {
  readonly dir: string;
  /** The directory goes with the warehouse. */
  readonly ephemeral: boolean;
  readonly instance: string;
  readonly identity: WarehouseIdentity;
  readonly lock: DirectoryLock;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly port: number;
  readonly grpcPort: number;
  readonly catalogDelay: number;
  readonly dataCatalog: boolean;
  readonly keepAlive: boolean;
  readonly iam?: IamOptions;
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly push: Readonly<Record<string, string>>;
}

/** How long requests under way may take to end before a close or a reset cuts them off. */
const GRACE_MS = 2_000;

/** Serves a data directory from this process. @throws LocalWarehouseError, and DuckDB's error where another process has the database. */
export async function serveWarehouse(options: ServeOptions): Promise<LocalWarehouse> {
  const { dir, ephemeral, instance, identity, lock, host, allowedHosts, port, grpcPort, catalogDelay, dataCatalog, keepAlive, iam, memoryLimit, threads, push } = options;
  // Tokens outlive a reset.
  const identities = iam === undefined ? undefined : { options: iam, tokens: new Tokens(iam) };
  const health = healthRoute({ instance, ...identity, version });
  const debug = process.env['DWH_LOCAL_DEBUG'] === '1';
  const onInternalError = (error: unknown, id: string) => {
    if (debug) process.stderr.write(`dwh-local: ${id}: ${error instanceof Error ? error.stack : String(error)}\n`);
  };
  // Subscriptions outlive a reset too.
  const hub = new EventHub((error) => onInternalError(error, 'storage.notifications'));
  const topicOf = (topic: string) => (topic.includes('/') ? topic : `projects/${identity.project}/topics/${topic}`);
  for (const [topic, url] of Object.entries(push)) hub.subscribe(topicOf(topic), url);
  let origin = '';
  const open = () =>
    openServices({ dir, identity, durable: !ephemeral, origin: () => origin, catalogDelay, dataCatalog, hub, ...(identities === undefined ? {} : { identities }), ...(memoryLimit === undefined ? {} : { memoryLimit }), ...(threads === undefined ? {} : { threads }) });
  const batch = batchRoutes({ router: () => router, faults: () => faults, log: () => log });
  const routerOf = (opened: Services): Router => createRouter([health, ...pageRoutes(), ...opened.routes, ...batch]);

  let services = await open();
  lock.confirm();
  let router = routerOf(services);
  let admitted: Promise<void> = Promise.resolve();
  const faults = new FaultPlan(
    [...services.routes, ...batch].map((route) => route.id),
    services.grpcMethods.map((method) => method.id),
  );
  const log = new RequestLog();
  const common = { host, faults, log, admit: () => admitted, keepAlive, onInternalError };
  const server = await HttpServer.listen({ ...common, allowedHosts: new Set([host, ...allowedHosts].map((name) => name.toLowerCase())), port, router: () => router }).catch(async (error: unknown) => {
    await services.close();
    throw listenError(error, host, port);
  });
  const grpc = await GrpcServer.listen({ ...common, port: grpcPort, methods: () => services.grpcMethods, authorize: authorizeGrpc(() => services.access) }).catch(async (error: unknown) => {
    await server.close(0);
    await services.close();
    throw listenError(error, host, grpcPort);
  });
  origin = server.origin;
  const endpoints = { endpoint: origin, grpcEndpoint: grpc.endpoint };
  writeServerFile(dir, { instance, ...endpoints, pid: process.pid });

  const abandon = () => {
    removeServerFile(dir, instance);
    lock.release();
    if (ephemeral) rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', abandon);

  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      removeServerFile(dir, instance);
      await admitted;
      await Promise.all([server.close(GRACE_MS), grpc.close(GRACE_MS)]);
      hub.close();
      await services.close();
      process.off('exit', abandon);
      abandon();
    })());

  const reset = () => {
    if (closing !== undefined) throw new LocalWarehouseError('INVALID_OPTION', 'The local warehouse is closed.');
    const done = admitted.then(async () => {
      await Promise.all([server.drain(GRACE_MS), grpc.drain(GRACE_MS)]);
      await services.close();
      await eraseData(dir);
      services = await open();
      router = routerOf(services);
      faults.clear();
      log.clear();
    });
    admitted = done.catch(() => undefined);
    return done;
  };

  return {
    ...endpoints,
    ...identity,
    dir,
    env: warehouseEnv(endpoints, dir, identity),
    stagingBucket: stagingBucketOf(identity.project),
    joined: false,
    faults,
    credentials: localCredentials(identities?.tokens, origin, dir),
    get requests() {
      return log.list();
    },
    loadFixture: async (table, rows, fixture) => {
      await admitted;
      await loadFixture(services.bigQuery, identity, table, rows, fixture);
    },
    subscribe: (topic, receiver) => hub.subscribe(topicOf(topic), receiver),
    onObjectFinalized: (listener, filter = {}) => hub.onObjectFinalized(listener, filter),
    delivered: () => hub.settled(),
    advanceClock: async (ms) => {
      if (!(Number.isSafeInteger(ms) && ms >= 0)) throw new LocalWarehouseError('INVALID_OPTION', 'advanceClock takes a whole number of milliseconds from 0.');
      await admitted;
      await services.storage.advanceClock(ms);
    },
    reset: async () => reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new LocalWarehouseError('PORT_IN_USE', `Port ${port} on ${host} is in use. Choose another port, or 0 for any free one.`, { cause: error });
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new LocalWarehouseError('LISTEN_FAILED', `Cannot listen on ${host}, port ${port} (${code}).`, { cause: error });
  return error;
}
