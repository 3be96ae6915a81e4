import type { DataCatalogClient, PolicyTagManagerClient } from '@google-cloud/datacatalog';
import type { v1 as dataplex } from '@google-cloud/dataplex';
import type { LineageClient } from '@google-cloud/lineage';
import type { MetricServiceClient } from '@google-cloud/monitoring';
import type { ChannelCredentials } from '@grpc/grpc-js';
import type { AuthClient } from 'google-auth-library';

import type { ResolvedConfig } from '../config.js';

/** Google's clients over gRPC, each made when it is first used: they are large. */
export interface GrpcConnection {
  /** Whether there is anything to call: a local warehouse that another process serves is known by its HTTP endpoint only, unless DWH_GRPC_ENDPOINT says more. */
  readonly available: boolean;
  policyTags(): Promise<PolicyTagManagerClient>;
  catalog(): Promise<dataplex.CatalogServiceClient>;
  dataCatalog(): Promise<DataCatalogClient>;
  metrics(): Promise<MetricServiceClient>;
  lineage(): Promise<LineageClient>;
  /**
   * To be given with every call. A call that is not answered ends, and holds no process up; nothing is repeated but by us. Without TLS no account is attached to a connection, so a header says who calls.
   *
   * @param timeoutMs - default: half a minute
   */
  callOptions(timeoutMs?: number): Promise<{ readonly timeout: number; readonly retry: null; readonly otherArgs?: { readonly headers: Readonly<Record<string, string>> } }>;
  close(): Promise<void>;
}

/** @param endpoint - `host:port` of a local warehouse */
export function grpcConnection({ target, project, authClient }: ResolvedConfig, endpoint: string | undefined): GrpcConnection {
  const made = new Map<string, Promise<{ close(): Promise<unknown> }>>();
  const once = <Client extends { close(): Promise<unknown> }>(name: string, make: (options: ClientOptions) => Promise<Client>): Promise<Client> => {
    const present = made.get(name) as Promise<Client> | undefined;
    if (present !== undefined) return present;
    const client = clientOptions(project, endpoint, authClient).then(make);
    made.set(name, client);
    client.catch(() => made.delete(name));
    return client;
  };
  return {
    available: target === 'gcp' || endpoint !== undefined,
    policyTags: () => once('policyTags', async (options) => new (await import('@google-cloud/datacatalog')).PolicyTagManagerClient(options)),
    catalog: () => once('catalog', async (options) => new (await import('@google-cloud/dataplex')).v1.CatalogServiceClient(options)),
    dataCatalog: () => once('dataCatalog', async (options) => new (await import('@google-cloud/datacatalog')).DataCatalogClient(options)),
    metrics: () => once('metrics', async (options) => new (await import('@google-cloud/monitoring')).MetricServiceClient(options)),
    lineage: () => once('lineage', async (options) => new (await import('@google-cloud/lineage')).LineageClient(options)),
    async callOptions(timeout = 30_000) {
      if (endpoint === undefined || authClient === undefined) return { timeout, retry: null };
      return { timeout, retry: null, otherArgs: { headers: Object.fromEntries((await authClient.getRequestHeaders()) as Iterable<[string, string]>) } };
    },
    async close() {
      const clients = [...made.values()];
      made.clear();
      await Promise.allSettled(clients.map(async (client) => (await client).close()));
    },
  };
}

type ClientOptions = {
  readonly projectId: string;
  readonly apiEndpoint?: string;
  readonly port?: number;
  readonly sslCreds?: ChannelCredentials;
  readonly authClient?: never;
};

async function clientOptions(projectId: string, endpoint: string | undefined, authClient: AuthClient | undefined): Promise<ClientOptions> {
  // Each of Google's packages has types of its own for it.
  if (endpoint === undefined) return { projectId, ...(authClient === undefined ? {} : { authClient: authClient as never }) };
  const [{ credentials }, { PassThroughClient }] = await Promise.all([import('@grpc/grpc-js'), import('google-auth-library')]);
  const [apiEndpoint, port] = endpoint.split(':') as [string, string];
  // A local warehouse speaks without TLS: nobody is to look for an account.
  return { projectId, apiEndpoint, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never };
}
