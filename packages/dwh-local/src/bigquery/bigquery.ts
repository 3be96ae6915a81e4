import { mkdir, rm } from 'node:fs/promises';

import type { Route } from '../http/exchange.js';
import { DatasetLocations } from './datasets/dataset-locations.js';
import { datasetRoutes } from './datasets/dataset-routes.js';
import { emptyListRoutes } from './datasets/empty-lists.js';
import { jobRoutes } from './jobs/job-routes.js';
import { Jobs } from './jobs/jobs.js';
import { uploadRoutes } from './jobs/upload-routes.js';
import { projectRoutes } from './project-routes.js';
import { queryRoutes } from './query/query-routes.js';
import { recover } from './recover.js';
import type { BigQueryDeps } from './service.js';
import { createMetadataTables } from './store/schema.js';
import { tablePolicyRoutes } from './tables/policy-routes.js';
import { tableRoutes } from './tables/table-routes.js';

export interface BigQuery {
  readonly routes: Route[];
  /** Makes the metadata tables and the work folder, and settles what a killed process left. To be awaited before the first request. */
  start(): Promise<void>;
  /** Stops the running jobs; their effect has happened as a whole or not at all. */
  close(): Promise<void>;
}

/** BigQuery's REST API, version 2, over one engine. */
export function createBigQuery(given: Omit<BigQueryDeps, 'datasetLocations'>): BigQuery {
  const deps: BigQueryDeps = { ...given, datasetLocations: new DatasetLocations() };
  const jobs = new Jobs(deps);
  return {
    routes: [...projectRoutes(deps), ...datasetRoutes(deps), ...emptyListRoutes(deps), ...tableRoutes(deps), ...tablePolicyRoutes(deps), ...jobRoutes(jobs), ...queryRoutes(jobs), ...uploadRoutes(jobs)],
    start: async () => {
      await rm(deps.workFolder, { recursive: true, force: true });
      await mkdir(deps.workFolder, { recursive: true });
      await deps.engine.withConnection(createMetadataTables);
      await deps.engine.transaction(recover);
      await deps.engine.withConnection((connection) => deps.datasetLocations.read(connection));
    },
    close: () => jobs.runner.close(),
  };
}
