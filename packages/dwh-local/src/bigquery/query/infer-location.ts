import type { DuckDBConnection } from '@duckdb/node-api';

import type { TableRef } from '../../sql/translation-context.js';
import { canonicalLocation } from '../location.js';
import type { BigQueryDeps } from '../service.js';
import { findDataset } from '../store/dataset-record.js';
import { REGION } from './resolve-table.js';
import type { QuerySpec } from './query-spec.js';
import { translateQuery } from './translate-query.js';

/** Where a query runs: where it says, or else where what it names is. */
export async function locationOfQuery(connection: DuckDBConnection, spec: QuerySpec, asked: string | undefined, deps: Pick<BigQueryDeps, 'location' | 'datasetLocations'>): Promise<string> {
  return asked === undefined || asked === '' ? inferLocation(connection, spec, deps) : canonicalLocation(asked, deps.location);
}

/** Where a query runs that does not say: where the first dataset is that it names, or where datasets are made that say nothing. https://docs.cloud.google.com/bigquery/docs/locations#specify_locations */
async function inferLocation(connection: DuckDBConnection, { caller: _, ...spec }: QuerySpec, { location: fallback, datasetLocations }: Pick<BigQueryDeps, 'location' | 'datasetLocations'>): Promise<string> {
  // Mostly everything is in one place, and then nobody has to read the query twice.
  if (!datasetLocations.anyBeside(fallback) && !/region-/i.test(spec.sql)) return fallback;
  const preset = spec.defaultDataset && (await findDataset(connection, spec.defaultDataset));
  if (preset !== undefined) return preset.location;
  const named: TableRef[] = [];
  const translation = await translateQuery(connection, spec.sql, { ...spec, location: fallback, onNamed: (ref) => named.push(ref) }).catch(() => undefined);
  if (translation !== undefined && 'target' in translation) named.unshift({ table: '', ...translation.target });
  const [first] = named;
  if (first === undefined) return fallback;
  const region = REGION.exec(first.dataset)?.[1] ?? '';
  if (region !== '') return canonicalLocation(region, fallback);
  return (await findDataset(connection, first))?.location ?? fallback;
}
