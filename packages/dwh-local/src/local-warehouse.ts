import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { DirectoryLock } from './data-dir/directory-lock.js';
import { probeServer } from './data-dir/probe-server.js';
import { readServerFile } from './data-dir/server-file.js';
import { requireIdentity, settleIdentity, type WarehouseIdentity } from './data-dir/warehouse-identity.js';
import type { FaultPlan } from './faults/fault-plan.js';
import type { FixtureOptions, FixtureRows } from './fixtures/fixture.js';
import type { MessageReceiver, ObjectFilter, ObjectListener } from './gcs/notifications/event-hub.js';
import type { IamOptions } from './iam/iam-options.js';
import type { LocalCredentials } from './iam/local-credentials.js';
import type { LoggedRequest } from './http/request-log.js';
import { joinWarehouse } from './joined-warehouse.js';
import { LocalWarehouseError } from './local-warehouse-error.js';
import { requireOptions } from './require-options.js';
import { serveWarehouse } from './served-warehouse.js';

/** Options of `startLocalWarehouse`. */
export interface LocalWarehouseOptions {
  /** Where the data lives; safe to reopen, also after a crash. Without one: a temporary directory that `close()` removes. */
  readonly dir?: string;
  /** Default 0: any free port. A warehouse that is joined keeps the port that it has. */
  readonly port?: number;
  /** Where catalog, policy tags, monitoring and lineage listen. Default 0: any free port. A warehouse that is joined keeps the port that it has. */
  readonly grpcPort?: number;
  /** Default `127.0.0.1`. Without `iam` another address serves everybody who can reach it. */
  readonly host?: string;
  /** Host names, without port, by which clients may call the server besides addresses, `localhost`, names without a dot and `*.internal`. Others are refused: a website could have its own name lead here. */
  readonly allowedHosts?: readonly string[];
  /** Default `bm-local`, or what the directory belongs to. */
  readonly project?: string;
  /** Default `EU`, or what the directory belongs to. */
  readonly location?: string;
  /** Identities and grants. Without it nobody is asked who they are, and everybody may do everything. */
  readonly iam?: IamOptions;
  /** DuckDB's memory limit, `1GB` say. Default: DuckDB's own, 80 % of the machine. */
  readonly memoryLimit?: string;
  /** DuckDB's worker threads. Default: all cores. */
  readonly threads?: number;
  /**
   * How many calls that ask for the catalog entry of a new table or dataset answer NOT_FOUND before it is there: the real catalog hears of a
   * table some time later. Counted per entry and not timed, so that a test is the same every time. Default 0. A warehouse that is joined keeps its own.
   */
  readonly catalogDelay?: number;
  /** Serves the entries, tags and tag templates of Data Catalog, which Google discontinued on June 1, 2026, for organizations that still have them. Default false: such calls are refused with that reason. */
  readonly dataCatalog?: boolean;
  /** Where notifications of Cloud Storage go: topic (`projects/p/topics/t`, or `t` of the warehouse's own project) to the URL that gets its messages as Pub/Sub pushes them. */
  readonly push?: Readonly<Record<string, string>>;
  /** Keeps the process alive until `close()`. Default false: a script that forgets to close can end. */
  readonly keepAlive?: boolean;
}

/** A local warehouse that runs. It can be held with `await using`. */
export interface LocalWarehouse extends AsyncDisposable {
  /** `http://127.0.0.1:41234`; the `apiEndpoint` of Google's clients. */
  readonly endpoint: string;
  /** `127.0.0.1:41235`: catalog, policy tags, monitoring and lineage, over gRPC without TLS. */
  readonly grpcEndpoint: string;
  readonly project: string;
  readonly location: string;
  readonly dir: string;
  /** The variables that point `pushDataset()` of another process here. */
  readonly env: Record<string, string>;
  /** Exists from the start. */
  readonly stagingBucket: string;
  /** Somebody else serves this directory: `close()` leaves it running, and faults, requests and reset are theirs. */
  readonly joined: boolean;
  /** Scripted failures. @throws LocalWarehouseError JOINED */
  readonly faults: FaultPlan;
  /** What identifies the identities of the option `iam`. @throws LocalWarehouseError JOINED */
  readonly credentials: LocalCredentials;
  /** The latest requests, oldest first. @throws LocalWarehouseError JOINED */
  readonly requests: readonly LoggedRequest[];
  /**
   * Replaces the rows of `dataset.table`, or of the partition in `dataset.table$20210403`, by those of a file or by objects; dataset and table are made where they are not there.
   * Meets no faults, needs no permissions, and is not in `requests`. @throws LocalWarehouseError FIXTURE_FAILED, INVALID_OPTION, JOINED
   */
  loadFixture(table: string, rows: FixtureRows, options?: FixtureOptions): Promise<void>;
  /**
   * Gets the messages that the notification configurations of buckets publish to a topic (`projects/p/topics/t`, or `t` of the warehouse's own project), one after the
   * other: a function, or a URL that gets them as Pub/Sub pushes them. What fails comes again, eight times in all. Returns what ends it. @throws LocalWarehouseError JOINED
   */
  subscribe(topic: string, receiver: MessageReceiver | string): () => void;
  /** Told of every object that comes to be, by whatever way, once it is there; needs no notification configuration. Else as `subscribe`. @throws LocalWarehouseError JOINED */
  onObjectFinalized(listener: ObjectListener, filter?: ObjectFilter): () => void;
  /** Resolves once everybody has been told of all that happened so far. @throws LocalWarehouseError JOINED */
  delivered(): Promise<void>;
  /** Moves Cloud Storage's clock ahead, in milliseconds: lifecycle rules, soft delete, upload sessions and signed links see the later time. Resolves once the rules that are due are carried out. @throws LocalWarehouseError INVALID_OPTION, JOINED */
  advanceClock(ms: number): Promise<void>;
  /** All data, faults and logged requests gone, as new; subscriptions stay. @throws LocalWarehouseError JOINED */
  reset(): Promise<void>;
  /** Ends it; what it holds stays in `dir`, where one was given. A warehouse that was joined goes on for the others. */
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;
const POLL_MS = 20;

/**
 * Starts a local warehouse, or joins the one that already serves `dir`.
 * @throws LocalWarehouseError where the options, the directory or the port do not allow it.
 */
export async function startLocalWarehouse(options: LocalWarehouseOptions = {}): Promise<LocalWarehouse> {
  requireOptions(options);
  const ephemeral = options.dir === undefined;
  const dir = options.dir === undefined ? mkdtempSync(join(tmpdir(), 'dwh-local-')) : prepareDirectory(resolve(options.dir));
  try {
    return await joinOrServe(dir, ephemeral, options);
  } catch (error) {
    if (ephemeral) rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

async function joinOrServe(dir: string, ephemeral: boolean, options: LocalWarehouseOptions): Promise<LocalWarehouse> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const running = (await tryJoin(dir, options)) ?? (await tryServe(dir, ephemeral, options));
    if (running !== undefined) return running;
    if (Date.now() > deadline) {
      throw new LocalWarehouseError('DIR_IN_USE', `The data directory ${dir} is in use by another process that does not answer. Stop that process (server.json or lock in the directory names it), or use another directory.`);
    }
    await delay(POLL_MS);
  }
}

async function tryJoin(dir: string, options: LocalWarehouseOptions): Promise<LocalWarehouse | undefined> {
  const record = readServerFile(dir);
  const health = record === undefined ? undefined : await probeServer(record);
  if (record === undefined || health === undefined) return undefined;
  requireIdentity(dir, health, wantedIdentity(options));
  if (options.iam !== undefined) throw new LocalWarehouseError('JOINED', `Identities can be given only to the process that serves (process ${record.pid}); this one would join it.`);
  return joinWarehouse(dir, record, health);
}

/** Undefined where somebody else has the database open: they will be there to join in a moment. */
async function tryServe(dir: string, ephemeral: boolean, options: LocalWarehouseOptions): Promise<LocalWarehouse | undefined> {
  const instance = randomUUID();
  const lock = DirectoryLock.acquire(dir, instance);
  if (lock === undefined) return undefined;
  const { host = '127.0.0.1', allowedHosts = [], port = 0, grpcPort = 0, catalogDelay = 0, dataCatalog = false, keepAlive = false, iam, memoryLimit, threads, push = {} } = options;
  try {
    const identity = settleIdentity(dir, wantedIdentity(options));
    return await serveWarehouse({ dir, ephemeral, instance, identity, lock, host, allowedHosts, port, grpcPort, catalogDelay, dataCatalog, keepAlive, push, ...(iam === undefined ? {} : { iam }), ...(memoryLimit === undefined ? {} : { memoryLimit }), ...(threads === undefined ? {} : { threads }) });
  } catch (error) {
    lock.release();
    if (isDatabaseLocked(error)) return undefined;
    throw error;
  }
}

function wantedIdentity({ project, location }: LocalWarehouseOptions): Partial<WarehouseIdentity> {
  return { ...(project === undefined ? {} : { project }), ...(location === undefined ? {} : { location }) };
}

function prepareDirectory(dir: string): string {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK | constants.X_OK);
    return dir;
  } catch (error) {
    throw new LocalWarehouseError('DIR_NOT_WRITABLE', `The data directory ${dir} cannot be written (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}

/** DuckDB has no error code for it. */
function isDatabaseLocked(error: unknown): boolean {
  return error instanceof Error && /could not set lock on file|being used by another process/i.test(error.message);
}
