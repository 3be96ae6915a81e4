import type { GrpcMethod } from '../grpc/grpc-method.js';
import type { CatalogDeps } from './catalog-deps.js';
import { entryMethods } from './entry-methods.js';
import { ASPECT_TYPE, ENTRY_GROUP, ENTRY_TYPE } from './type-kinds.js';
import { typeMethods } from './type-methods.js';

/** google.cloud.dataplex.v1.CatalogService. */
export function createCatalog(deps: CatalogDeps): GrpcMethod[] {
  return [...typeMethods(deps, ASPECT_TYPE), ...typeMethods(deps, ENTRY_TYPE), ...typeMethods(deps, ENTRY_GROUP), ...entryMethods(deps)];
}
