import type { ResolvedConfig } from '../config.js';
import { DwhPushError } from '../errors.js';

export interface LocalEndpoint {
  readonly endpoint: string;
  /** `host:port`; undefined where only its HTTP endpoint is known. */
  readonly grpcEndpoint: string | undefined;
  close(): Promise<void>;
}

/** A local warehouse that runs already, or the embedded one in its directory: started here, or found where another process has started it. */
export async function openLocalWarehouse({ endpoint, grpcEndpoint, localDir, project, location }: ResolvedConfig): Promise<LocalEndpoint> {
  if (endpoint !== undefined) return { endpoint: endpoint.replace(/\/+$/, ''), grpcEndpoint, close: async () => undefined };
  const { startLocalWarehouse } = await import('@bm/dwh-local').catch((error: unknown) => {
    throw new DwhPushError('LOCAL_WAREHOUSE_UNAVAILABLE', 'The target is local, and the package @bm/dwh-local is not installed.', { cause: error });
  });
  try {
    const started = await startLocalWarehouse({ dir: localDir, project, ...(location === undefined ? {} : { location }) });
    return { endpoint: started.endpoint, grpcEndpoint: started.grpcEndpoint, close: () => started.close() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DwhPushError('LOCAL_WAREHOUSE_UNAVAILABLE', `The local warehouse in ${localDir} could not be opened: ${why}`, { cause: error });
  }
}
