import { PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { v1 as dataplex } from '@google-cloud/dataplex';
import { LineageClient } from '@google-cloud/lineage';
import { MetricServiceClient } from '@google-cloud/monitoring';
import { credentials } from '@grpc/grpc-js';
import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '../../src/index.js';

export const PROJECT = 'bm-local';

/** A warehouse for the tests of a file, and Google's clients of it. */
export function useGoverned() {
  let local: LocalWarehouse;
  const made: { close(): Promise<unknown> }[] = [];
  beforeAll(async () => {
    local = await startLocalWarehouse();
  });
  afterAll(async () => {
    await Promise.all(made.map((client) => client.close()));
    await local.close();
  });
  const options = () => {
    const [apiEndpoint, port] = local.grpcEndpoint.split(':');
    return { projectId: PROJECT, apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never };
  };
  const keep = <Client extends { close(): Promise<unknown> }>(client: Client): Client => {
    made.push(client);
    return client;
  };
  return {
    get local() {
      return local;
    },
    tags: () => keep(new PolicyTagManagerClient(options())),
    catalog: () => keep(new dataplex.CatalogServiceClient(options())),
    metrics: () => keep(new MetricServiceClient(options())),
    lineage: () => keep(new LineageClient(options())),
    bigQuery: () => new BigQuery({ projectId: PROJECT, apiEndpoint: local.endpoint, authClient: new PassThroughClient() as never }),
  };
}
