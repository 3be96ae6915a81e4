import type { WarehouseIdentity } from './data-dir/warehouse-identity.js';

/** The bucket that pushes stage their bytes in. */
export function stagingBucketOf(project: string): string {
  return `${project}-dwh-staging`;
}

/** The variables that point a process at a local warehouse. */
export function warehouseEnv({ endpoint, grpcEndpoint }: { readonly endpoint: string; readonly grpcEndpoint: string }, dir: string, { project, location }: WarehouseIdentity): Record<string, string> {
  return {
    DWH_TARGET: 'local',
    DWH_PROJECT: project,
    DWH_LOCATION: location,
    DWH_STAGING_BUCKET: stagingBucketOf(project),
    DWH_ENDPOINT: endpoint,
    DWH_GRPC_ENDPOINT: grpcEndpoint,
    DWH_LOCAL_DIR: dir,
  };
}
