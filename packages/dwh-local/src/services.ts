import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { untagColumns, withTaggedTables } from './bigquery/schema/tagged-tables.js';
import { Arrivals } from './catalog/arrivals.js';
import { createCatalog } from './catalog/catalog.js';
import { createBigQuery } from './bigquery/bigquery.js';
import { createDataCatalog } from './data-catalog/data-catalog.js';
import { Engine } from './engine/engine.js';
import { createCloudStorage, type CloudStorage } from './gcs/cloud-storage.js';
import { EventHub } from './gcs/notifications/event-hub.js';
import type { WarehouseIdentity } from './data-dir/warehouse-identity.js';
import { discoveryRoutes } from './discovery/discovery-routes.js';
import { inProcess, type InProcess } from './fixtures/in-process.js';
import type { GrpcMethod } from './grpc/grpc-method.js';
import type { Route } from './http/exchange.js';
import type { AccessControl } from './iam/access-control.js';
import { guardRoutes } from './iam/guard-routes.js';
import { openAccess, type Identities } from './iam/open-access.js';
import { projectPolicyRoutes } from './iam/project-policy-routes.js';
import { tokenRoutes } from './iam/token-routes.js';
import { createLineage } from './lineage/lineage.js';
import { operationMethods } from './longrunning/operations.js';
import { createMetricService } from './monitoring/metric-service.js';
import { createPointTable } from './monitoring/stored.js';
import { policyTagExists } from './policy-tags/policy-tag-exists.js';
import { createPolicyTagManager } from './policy-tags/policy-tag-manager.js';
import { numberedName, Projects } from './resources/project-number.js';
import { createResourceTable } from './resources/resource-table.js';
import { stagingBucketOf } from './warehouse-env.js';

export interface ServicesOptions {
  readonly dir: string;
  readonly identity: WarehouseIdentity;
  /** Bytes are on the disk, not only with the operating system, before a write is acknowledged. */
  readonly durable: boolean;
  readonly origin: () => string;
  /** Without them everybody may do everything. */
  readonly identities?: Identities;
  /** How many questions for a new table's catalog entry do not find it. */
  readonly catalogDelay: number;
  /** Whether the discontinued Data Catalog is served. */
  readonly dataCatalog: boolean;
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Who is told of objects. Default: nobody. */
  readonly hub?: EventHub;
}

export interface Services {
  /** Who may do what; for services of other protocols. */
  readonly access: AccessControl;
  readonly routes: readonly Route[];
  readonly grpcMethods: readonly GrpcMethod[];
  /** BigQuery past the wire. */
  readonly bigQuery: InProcess;
  readonly storage: Pick<CloudStorage, 'advanceClock'>;
  close(): Promise<void>;
}

const DATABASE = 'warehouse.duckdb';
const WORK = 'work';

/** Opens the database of a data directory and what is served from it. */
export async function openServices({ dir, identity, durable, origin, identities, catalogDelay, dataCatalog, hub = new EventHub(() => undefined), ...limits }: ServicesOptions): Promise<Services> {
  const engine = await Engine.open({ path: join(dir, DATABASE), tempDirectory: join(dir, 'tmp'), ...limits });
  try {
    const access = await openAccess(engine, identity.project, identities);
    const storage = await createCloudStorage({ engine, access, folder: join(dir, 'blobs'), durable, origin, hub, ...identity });
    await storage.ensureBucket(stagingBucketOf(identity.project));
    const projects = new Projects(identity.project);
    const bigquery = createBigQuery({
      engine,
      access,
      stagedFiles: storage.stagedFiles,
      writtenObjects: storage.writtenObjects,
      workFolder: join(dir, WORK),
      origin,
      policyTagExists: (connection, name) => policyTagExists(projects, connection, name),
      ...identity,
    });
    await bigquery.start();
    await engine.withConnection(async (connection) => {
      await createResourceTable(connection);
      await createPointTable(connection);
    });
    return {
      access,
      routes: guardRoutes([...storage.routes, ...bigquery.routes, ...discoveryRoutes(bigquery.routes), ...projectPolicyRoutes(access), ...(identities === undefined ? [] : tokenRoutes(identities.tokens))], access),
      grpcMethods: governanceMethods(engine, access, projects, { catalogDelay, dataCatalog }),
      bigQuery: inProcess(bigquery.routes, origin),
      storage,
      close: async () => {
        await bigquery.close();
        await storage.close();
        engine.close();
      },
    };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Catalog, policy tags, metrics and lineage, and the operations that they answer with. */
function governanceMethods(engine: Engine, access: AccessControl, projects: Projects, { catalogDelay, dataCatalog }: Pick<ServicesOptions, 'catalogDelay' | 'dataCatalog'>): GrpcMethod[] {
  const deps = { engine, projects };
  const isOneOf = (tags: ReadonlySet<string>) => {
    const numbered = new Set([...tags].map(numberedName));
    return (name: string) => numbered.has(numberedName(name));
  };
  return [
    ...createCatalog({ ...deps, arrivals: new Arrivals(catalogDelay) }),
    ...createPolicyTagManager({ ...deps, onPolicy: async (name, bindings) => void (await access.policies.put(name, bindings.map(({ role, members }) => ({ role, members })))), untagColumns: (connection, tags) => untagColumns(connection, isOneOf(tags)), withTaggedTables: (tags, work) => withTaggedTables(engine, isOneOf(tags), work) }),
    ...createDataCatalog(deps, dataCatalog),
    ...createMetricService(deps),
    ...createLineage(deps),
    ...operationMethods(engine, projects),
  ];
}

/** Removes all data of closed services; who the directory belongs to stays. */
export async function eraseData(dir: string): Promise<void> {
  await Promise.all([DATABASE, `${DATABASE}.wal`, 'blobs', 'tmp', WORK].map((name) => rm(join(dir, name), { recursive: true, force: true })));
}
