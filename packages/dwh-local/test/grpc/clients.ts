import { DataCatalogClient, PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { CatalogServiceClient } from '@google-cloud/dataplex';
import { LineageClient } from '@google-cloud/lineage';
import { AlertPolicyServiceClient, MetricServiceClient } from '@google-cloud/monitoring';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';

import type { LocalWarehouse } from '@bm/dwh-local';

/** Google's own clients, pointed at a local warehouse; closed together. */
export function clientsOf({ grpcEndpoint, project }: LocalWarehouse) {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(grpcEndpoint) ?? [];
  const options = () => ({ projectId: project, apiEndpoint: host, port: Number(port), sslCreds: credentials.createInsecure() as never, authClient: new PassThroughClient() as never });
  const clients = {
    catalog: new CatalogServiceClient(options()),
    dataCatalog: new DataCatalogClient(options()),
    policyTags: new PolicyTagManagerClient(options()),
    metrics: new MetricServiceClient(options()),
    alerts: new AlertPolicyServiceClient(options()),
    lineage: new LineageClient(options()),
  };
  return {
    ...clients,
    close: async () => {
      await Promise.all(Object.values(clients).map((client) => client.close()));
    },
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** The status code that a call was refused with. */
export async function codeOf(call: Promise<unknown>): Promise<number | 'answered' | undefined> {
  return call.then(
    () => 'answered' as const,
    (error: { code?: number }) => error.code,
  );
}

/** google.protobuf.Struct of a flat object of texts, numbers and booleans. */
export function structOf(object: Readonly<Record<string, string | number | boolean>>) {
  const value = (given: string | number | boolean) => (typeof given === 'string' ? { stringValue: given } : typeof given === 'number' ? { numberValue: given } : { boolValue: given });
  return { fields: Object.fromEntries(Object.entries(object).map(([key, given]) => [key, value(given)])) };
}
