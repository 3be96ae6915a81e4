import { GrpcError } from '../grpc/grpc-error.js';
import type { GrpcMethod } from '../grpc/grpc-method.js';
import type { DataCatalogDeps } from './data-catalog-deps.js';
import { tagMethods } from './tag-methods.js';
import { templateMethods } from './template-methods.js';

/**
 * google.cloud.datacatalog.v1.DataCatalog: tags on the entries of BigQuery's tables, and their templates.
 *
 * @param served - false: every call is refused, because Google discontinued the service on June 1, 2026. https://docs.cloud.google.com/data-catalog/docs/deprecations
 */
export function createDataCatalog(deps: DataCatalogDeps, served: boolean): GrpcMethod[] {
  const methods = [...tagMethods(deps), ...templateMethods(deps)];
  return served ? methods : methods.map((method) => ({ ...method, needs: () => [], handler: discontinued }));
}

async function discontinued(): Promise<never> {
  throw new GrpcError('FAILED_PRECONDITION', 'Data Catalog was discontinued on June 1, 2026, except for policy tags: use Knowledge Catalog (dataplex.googleapis.com). The option dataCatalog of the local warehouse serves it all the same.');
}
