import type { ResolvedConfig } from '../config.js';
import type { Catalog } from '../ports/catalog.js';
import { systemClock as clock } from '../shared/system-clock.js';
import { dataCatalog } from './data-catalog.js';
import type { GrpcConnection } from './grpc-connection.js';
import { knowledgeCatalog } from './knowledge-catalog.js';

/** The catalog that a configuration names. */
export function catalogOf({ catalogApi, catalogProject, location, target }: ResolvedConfig, grpc: GrpcConnection): Catalog {
  const enabled = catalogProject !== 'off';
  const createTypes = target === 'local';
  if (catalogApi === 'datacatalog') return dataCatalog({ grpc, templateProject: catalogProject, location: location as string, createTypes, enabled, clock });
  return knowledgeCatalog({ grpc, aspectProject: catalogProject, createTypes, enabled, clock });
}
