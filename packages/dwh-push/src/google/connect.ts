import type { BigQuery } from '@google-cloud/bigquery';
import type { Storage } from '@google-cloud/storage';

import type { ResolvedConfig } from '../config.js';
import { grpcConnection, type GrpcConnection } from './grpc-connection.js';
import { openLocalWarehouse, type LocalEndpoint } from './local-endpoint.js';

/** Google's own clients, set up for a target. */
interface Clients {
  readonly bigQuery: BigQuery;
  readonly storage: Storage;
}

export interface Connection {
  /** Ours, without retries of their own: `callService` repeats what may be repeated. */
  readonly inner: Clients;
  /** For callers, with Google's defaults. */
  readonly outer: Clients;
  /** The endpoint of the local warehouse; undefined where Google's own are used. */
  readonly endpoint: string | undefined;
  /** `host:port` of what the local warehouse serves over gRPC. */
  readonly grpcEndpoint: string | undefined;
  readonly grpc: GrpcConnection;
  close(): Promise<void>;
}

/**
 * Loads Google's clients, which takes its time and so waits until they are needed, and sets them up: Application Default Credentials against Google, none against the local warehouse.
 *
 * @throws DwhPushError `LOCAL_WAREHOUSE_UNAVAILABLE`
 */
export async function connect(config: ResolvedConfig): Promise<Connection> {
  const local: LocalEndpoint | undefined = config.target === 'local' ? await openLocalWarehouse(config) : undefined;
  const [{ BigQuery }, { Storage }, { PassThroughClient }] = await Promise.all([import('@google-cloud/bigquery'), import('@google-cloud/storage'), import('google-auth-library')]);
  const { project: projectId } = config;
  const grpc = grpcConnection(config, local?.grpcEndpoint);
  const authClient = config.authClient ?? (local === undefined ? undefined : new PassThroughClient());
  const elsewhere = { ...(authClient === undefined ? {} : { authClient }), ...(local === undefined ? {} : { apiEndpoint: local.endpoint, useAuthWithCustomEndpoint: true }) };
  return {
    inner: { bigQuery: new BigQuery({ projectId, autoRetry: false, ...elsewhere }), storage: new Storage({ projectId, retryOptions: { autoRetry: false }, ...elsewhere }) },
    outer: { bigQuery: new BigQuery({ projectId, ...elsewhere }), storage: new Storage({ projectId, ...elsewhere }) },
    endpoint: local?.endpoint,
    grpcEndpoint: local?.grpcEndpoint,
    grpc,
    async close() {
      await grpc.close();
      await local?.close();
    },
  };
}
