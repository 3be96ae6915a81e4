import type { BigQuery } from '@google-cloud/bigquery';
import type { MetricServiceClient } from '@google-cloud/monitoring';
import type { Storage } from '@google-cloud/storage';
import type { $ZodObject } from 'zod/v4/core';

import { checkAccess, type AccessReport, type CheckAccessOptions } from './access/check-access.js';
import { backfill } from './backfill/backfill.js';
import type { BackfillOptions, BackfillResult } from './backfill/backfill-options.js';
import { resolveConfig, type DwhClientConfig, type ResolvedConfig } from './config.js';
import { accessProbes } from './google/access-probes.js';
import { describeDataset, type DatasetDescription, type DescribeOptions } from './describe-dataset.js';
import type { EraseOptions } from './erase/erase-options.js';
import { eraseSubject, type ErasureReceipt } from './erase/erase-subject.js';
import { bigQueryWarehouse } from './google/bigquery-warehouse.js';
import { catalogOf } from './google/catalog-of.js';
import { cloudMonitoring } from './google/cloud-monitoring.js';
import { connect, type Connection } from './google/connect.js';
import { policyTagManager } from './google/policy-tag-manager.js';
import { dataLineage } from './google/data-lineage.js';
import { gcsObjectStore } from './google/gcs-object-store.js';
import { gcsSourceStore } from './google/gcs-source-store.js';
import { createLedger } from './ledger/create-ledger.js';
import { resolvePush, type PushOptions } from './options.js';
import { planPush } from './plan-push.js';
import { listPartitions, type ListPartitionsOptions, type PartitionInfo } from './partition/list-partitions.js';
import { runPush } from './push-dataset.js';
import type { PushPlan } from './plan/push-plan.js';
import type { PushContext } from './push-scope.js';
import type { PushReceipt } from './receipt.js';
import { resolveReplay, type ReplayOptions } from './replay/replay-options.js';
import { replayRejects } from './replay/replay-rejects.js';
import { systemClock } from './shared/system-clock.js';
import { publishView, type ViewOptions, type ViewReceipt } from './views/publish-view.js';

/** Everything that goes to one target under one configuration; connections are shared and made when first needed. */
export interface DwhClient extends AsyncDisposable {
  readonly config: ResolvedConfig;
  /** See `pushDataset`. */
  pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt>;
  /** See `planPush`. */
  planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan>;
  /** See `backfillDataset`. */
  backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult>;
  /** See `replayRejects`. */
  replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt>;
  /** See `listPartitions`. */
  listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]>;
  /** See `publishView`. */
  publishView(options: ViewOptions): Promise<ViewReceipt>;
  /** See `eraseSubject`. */
  eraseSubject(options: EraseOptions): Promise<ErasureReceipt>;
  /** See `describeDataset`. */
  describeDataset(options: DescribeOptions): Promise<DatasetDescription>;
  /** See `checkAccess`. */
  checkAccess(options: CheckAccessOptions): Promise<AccessReport>;
  /** Google's own BigQuery client, set up for the target. */
  bigQuery(): Promise<BigQuery>;
  /** Google's own Cloud Storage client, set up for the target. */
  storage(): Promise<Storage>;
  /** Google's own Cloud Monitoring client, set up for the target; undefined where a local warehouse is known by its HTTP endpoint only. */
  monitoring(): Promise<MetricServiceClient | undefined>;
  /** The DWH_* variables with which another process reaches the same target. */
  environment(): Promise<Readonly<Record<string, string>>>;
  /** Lets go of connections, and stops the embedded warehouse where this client started it. Pushes must have ended. */
  close(): Promise<void>;
}

/**
 * Makes a client. Nothing is connected yet.
 *
 * @param config - what is not given comes from the DWH_* variables of the environment
 * @throws DwhPushError `TARGET_MISSING`, `TARGET_INVALID`
 */
export function createDwhClient(config: DwhClientConfig = {}): DwhClient {
  const resolved = resolveConfig(config, process.env);
  let connection: Promise<Connection> | undefined;
  const connected = (): Promise<Connection> => {
    connection ??= connect(resolved).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  };
  let services: { readonly of: Connection; readonly context: PushContext } | undefined;
  const context = async () => {
    const open = await connected();
    if (services?.of !== open) services = { of: open, context: contextOf(resolved, open) };
    return services.context;
  };
  /** What was found to be granted; what was missing is asked for again, because somebody may have granted it since. */
  const granted = new Map<string, { readonly report: AccessReport; readonly at: number }>();
  const close = async () => {
    const open = connection;
    connection = undefined;
    await (await open?.catch(() => undefined))?.close();
  };
  return {
    config: resolved,
    async pushDataset(options) {
      const push = resolvePush(options, resolved.project);
      return runPush(push, await context());
    },
    async planPush(options) {
      return planPush(resolvePush(options, resolved.project), await context());
    },
    async *backfillDataset(options) {
      yield* backfill(options, await context());
    },
    async replayRejects(options) {
      return replayRejects(resolveReplay(options, resolved.project), await context());
    },
    async listPartitions(options) {
      return listPartitions(options, await context());
    },
    async publishView(options) {
      return publishView(options, (await context()).warehouse, resolved);
    },
    async eraseSubject(options) {
      return eraseSubject(options, await context());
    },
    async describeDataset(options) {
      return describeDataset(options, await context());
    },
    async checkAccess(options) {
      const key = JSON.stringify(options);
      const known = granted.get(key);
      if (known !== undefined && systemClock.now() - known.at < GRANTED_MS) return known.report;
      const report = await checkAccess(options, resolved, accessProbes(await connected(), resolved));
      if (report.ok && report.unknown.length === 0) granted.set(key, { report, at: systemClock.now() });
      return report;
    },
    bigQuery: async () => (await connected()).outer.bigQuery,
    storage: async () => (await connected()).outer.storage,
    async monitoring() {
      const { grpc } = await connected();
      return grpc.available ? grpc.metrics() : undefined;
    },
    async environment() {
      const { endpoint, grpcEndpoint } = await connected();
      return {
        DWH_TARGET: resolved.target,
        DWH_PROJECT: resolved.project,
        ...(resolved.location === undefined ? {} : { DWH_LOCATION: resolved.location }),
        DWH_STAGING_BUCKET: resolved.stagingBucket,
        ...(resolved.team === undefined ? {} : { DWH_TEAM: resolved.team }),
        ...(endpoint === undefined ? {} : { DWH_ENDPOINT: endpoint }),
        ...(grpcEndpoint === undefined ? {} : { DWH_GRPC_ENDPOINT: grpcEndpoint }),
        ...(resolved.taxonomy === undefined ? {} : { DWH_TAXONOMY: resolved.taxonomy }),
        ...(resolved.catalogProject === resolved.project ? {} : { DWH_CATALOG_PROJECT: resolved.catalogProject }),
        ...(resolved.catalogApi === 'dataplex' ? {} : { DWH_CATALOG_API: resolved.catalogApi }),
        ...(resolved.ledgerBucket === resolved.stagingBucket ? {} : { DWH_LEDGER_BUCKET: resolved.ledgerBucket }),
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** How long granted access is taken to stay granted. */
const GRANTED_MS = 300_000;

function contextOf(config: ResolvedConfig, { inner: { bigQuery, storage }, grpc }: Connection): PushContext {
  const warehouse = bigQueryWarehouse(bigQuery, systemClock);
  const store = gcsObjectStore(storage, config.stagingBucket, systemClock);
  let ledgerMade: Promise<boolean> | undefined;
  return {
    config,
    warehouse,
    store,
    sources: gcsSourceStore(storage, systemClock),
    clock: systemClock,
    ledger: config.ledgerBucket === config.stagingBucket ? store : gcsObjectStore(storage, config.ledgerBucket, systemClock),
    unrecorded: [],
    async ledgerIsThere() {
      ledgerMade ??= config.target === 'local' ? createLedger({ ...config, warehouse, location: config.location as string }) : Promise.resolve(true);
      if (!(await ledgerMade)) ledgerMade = undefined;
    },
    policyTags: policyTagManager(grpc, systemClock),
    catalog: catalogOf(config, grpc),
    metrics: cloudMonitoring(grpc, config.project, systemClock),
    lineage: dataLineage(grpc, config.project, systemClock),
  };
}
