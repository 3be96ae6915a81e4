import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow } from '../../engine/engine.js';
import type { TableRef } from '../../sql/translation.js';
import { canonicalLocation } from '../location.js';
import { findDataset } from '../store/dataset-record.js';
import { REGION } from './resolve-table.js';
import type { QuerySpec } from './query-spec.js';
import { translateQuery } from './translate-query.js';

/** Where a query runs: where it says, or else where what it names is. */
export async function locationOfQuery(connection: DuckDBConnection, spec: QuerySpec, asked: string | undefined, fallback: string): Promise<string> {
  return asked === undefined || asked === '' ? inferLocation(connection, spec, fallback) : canonicalLocation(asked, fallback);
}

/**
 * Where a query runs that does not say: where the first dataset is that it names. https://docs.cloud.google.com/bigquery/docs/locations#specify_locations
 *
 * @param fallback - where it runs when it names none that is there
 */
async function inferLocation(connection: DuckDBConnection, { caller: _, ...spec }: QuerySpec, fallback: string): Promise<string> {
  // Mostly everything is in one place, and then nobody has to read the query twice.
  if (!(await isAnythingElsewhere(connection, fallback)) && !/region-/i.test(spec.sql)) return fallback;
  const named: TableRef[] = [];
  const translation = await translateQuery(connection, spec.sql, { ...spec, location: fallback, onNamed: (ref) => named.push(ref) }).catch(() => undefined);
  if (translation !== undefined && 'target' in translation) named.unshift({ table: '', ...translation.target });
  const [first] = named;
  if (first === undefined) return fallback;
  const region = REGION.exec(first.dataset)?.[1] ?? '';
  if (region !== '') return canonicalLocation(region, fallback);
  return (await findDataset(connection, first))?.location ?? fallback;
}

async function isAnythingElsewhere(connection: DuckDBConnection, location: string): Promise<boolean> {
  return (await firstRow(connection, 'SELECT 1 FROM bq.datasets WHERE NOT contains(resource, $here) LIMIT 1', { here: `"location":${JSON.stringify(location)}` })) !== undefined;
}
