import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { createBigQuery } from './bigquery/bigquery.js';
import { Engine } from './engine/engine.js';
import { createCloudStorage } from './gcs/cloud-storage.js';
import type { WarehouseIdentity } from './data-dir/warehouse-identity.js';
import { discoveryRoutes } from './discovery/discovery-routes.js';
import type { Route } from './http/exchange.js';
import type { AccessControl } from './iam/access-control.js';
import { guardRoutes } from './iam/guard-routes.js';
import { openAccess, type Identities } from './iam/open-access.js';
import { projectPolicyRoutes } from './iam/project-policy-routes.js';
import { tokenRoutes } from './iam/token-routes.js';
import { stagingBucketOf } from './warehouse-env.js';

export interface ServicesOptions {
  readonly dir: string;
  readonly identity: WarehouseIdentity;
  /** Bytes are on the disk, not only with the operating system, before a write is acknowledged. */
  readonly durable: boolean;
  readonly origin: () => string;
  /** Without them everybody may do everything. */
  readonly identities?: Identities;
  readonly memoryLimit?: string;
  readonly threads?: number;
}

export interface Services {
  /** Who may do what; for services of other protocols. */
  readonly access: AccessControl;
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

const DATABASE = 'warehouse.duckdb';
const WORK = 'work';

/** Opens the database of a data directory and what is served from it. */
export async function openServices({ dir, identity, durable, origin, identities, ...limits }: ServicesOptions): Promise<Services> {
  const engine = await Engine.open({ path: join(dir, DATABASE), tempDirectory: join(dir, 'tmp'), ...limits });
  try {
    const access = await openAccess(engine, identity.project, identities);
    const storage = await createCloudStorage({ engine, access, folder: join(dir, 'blobs'), durable, ...identity });
    await storage.ensureBucket(stagingBucketOf(identity.project));
    const bigquery = createBigQuery({ engine, access, stagedFiles: storage.stagedFiles, workFolder: join(dir, WORK), origin, ...identity });
    await bigquery.start();
    return {
      access,
      routes: guardRoutes([...storage.routes, ...bigquery.routes, ...discoveryRoutes(bigquery.routes), ...projectPolicyRoutes(access), ...(identities === undefined ? [] : tokenRoutes(identities.tokens))], access),
      close: async () => {
        await bigquery.close();
        engine.close();
      },
    };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Removes all data of closed services; who the directory belongs to stays. */
export async function eraseData(dir: string): Promise<void> {
  await Promise.all([DATABASE, `${DATABASE}.wal`, 'blobs', 'tmp', WORK].map((name) => rm(join(dir, name), { recursive: true, force: true })));
}
