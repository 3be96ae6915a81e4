import type { DuckDBConnection } from '@duckdb/node-api';

import { findDataset, listDatasets, type DatasetRecord } from '../bigquery/store/dataset-record.js';
import { findTable, listTables, type TableRecord } from '../bigquery/store/table-record.js';
import { timestampOf } from '../grpc/timestamp.js';
import { sameLocation } from '../resources/location-name.js';
import { canonicalKey } from './aspect-key.js';
import type { CatalogEntry } from './catalog-entry.js';
import { columnPaths, datasetAspects, tableAspects } from './system-aspects.js';
import { attachments, type StoredAspect } from './stored.js';
import { systemEntryType } from './system-types.js';

const PREFIX = 'bigquery.googleapis.com/projects/';

/** The entry group of a project's datasets and tables in one location. */
export function bigQueryGroup(project: string, location: string): string {
  return `projects/${project}/locations/${location.toLowerCase()}/entryGroups/@bigquery`;
}

/** The entry of a dataset or table by the id that it has in `@bigquery`, made from what the warehouse knows now; undefined where there is none there. */
export async function findSystemEntry(connection: DuckDBConnection, group: string, id: string): Promise<CatalogEntry | undefined> {
  const [, project = '', dataset = '', table] = /^bigquery\.googleapis\.com\/projects\/([^/]+)\/datasets\/([^/]+)(?:\/tables\/([^/]+))?$/.exec(id) ?? [];
  const parent = await findDataset(connection, { project, dataset });
  if (parent === undefined || group !== bigQueryGroup(project, parent.location)) return undefined;
  if (table === undefined) return datasetEntry(connection, parent);
  const record = await findTable(connection, { project, dataset, table });
  return record === undefined ? undefined : tableEntry(connection, parent, record);
}

/** All entries of one project's `@bigquery` groups, or of one location's. */
export async function listSystemEntries(connection: DuckDBConnection, project: string, location?: string): Promise<CatalogEntry[]> {
  const found: CatalogEntry[] = [];
  for (const dataset of await listDatasets(connection, project, '', Number.MAX_SAFE_INTEGER, false)) {
    if (location !== undefined && !sameLocation(location, dataset.location)) continue;
    found.push(await datasetEntry(connection, dataset));
    for (const table of await listTables(connection, dataset, '', Number.MAX_SAFE_INTEGER)) found.push(await tableEntry(connection, dataset, table));
  }
  return found;
}

async function datasetEntry(connection: DuckDBConnection, dataset: DatasetRecord): Promise<CatalogEntry> {
  const { project, creationTime: created, lastModifiedTime: updated } = dataset;
  const resource = `projects/${project}/datasets/${dataset.dataset}`;
  const name = entryName(dataset, resource);
  return {
    name,
    entryType: systemEntryType('bigquery-dataset'),
    created,
    ...(await attached(connection, name, created, updated)),
    required: keyed(datasetAspects(dataset)),
    parentEntry: '',
    fullyQualifiedName: `bigquery:${project}.${dataset.dataset}`,
    entrySource: source(dataset, { resource, displayName: dataset.friendlyName ?? dataset.dataset, description: dataset.description ?? '', labels: dataset.labels, created, updated, ancestors: [] }),
    system: { subject: created, columns: new Set() },
  };
}

async function tableEntry(connection: DuckDBConnection, dataset: DatasetRecord, table: TableRecord): Promise<CatalogEntry> {
  const { project, creationTime: created, lastModifiedTime: updated } = table;
  const parent = `projects/${project}/datasets/${table.dataset}`;
  const resource = `${parent}/tables/${table.table}`;
  const name = entryName(dataset, resource);
  const ancestors = [{ name: entryName(dataset, parent), type: 'dataplex-types.global.bigquery-dataset' }];
  return {
    name,
    entryType: systemEntryType(table.kind === 'VIEW' ? 'bigquery-view' : 'bigquery-table'),
    created,
    ...(await attached(connection, name, created, updated)),
    required: keyed(tableAspects(table)),
    parentEntry: entryName(dataset, parent),
    fullyQualifiedName: `bigquery:${project}.${table.dataset}.${table.table}`,
    entrySource: source(dataset, { resource, displayName: table.friendlyName ?? table.table, description: table.description ?? '', labels: table.labels, created, updated, ancestors }),
    system: { subject: created, columns: columnPaths(table.schema) },
  };
}

function entryName({ project, location }: DatasetRecord, resource: string): string {
  return `${bigQueryGroup(project, location)}/entries/${PREFIX}${resource.slice('projects/'.length)}`;
}

/** What people attached, if it was attached to this very table and not to one that had its name before. */
async function attached(connection: DuckDBConnection, name: string, subject: number, updated: number): Promise<Pick<CatalogEntry, 'optional' | 'updated'>> {
  const kept = await attachments.find(connection, name);
  return kept === undefined || kept.subject !== subject ? { optional: {}, updated } : { optional: kept.aspects, updated: Math.max(kept.updated, updated) };
}

function keyed(aspects: readonly StoredAspect[]): Record<string, StoredAspect> {
  return Object.fromEntries(aspects.map((aspect) => [canonicalKey(aspect), aspect]));
}

interface Source {
  readonly resource: string;
  readonly displayName: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly created: number;
  readonly updated: number;
  readonly ancestors: readonly object[];
}

function source({ location }: DatasetRecord, { created, updated, ...rest }: Source): object {
  return { ...rest, system: 'BIGQUERY', platform: 'Google Cloud Platform', createTime: timestampOf(created), updateTime: timestampOf(updated), location: location.toLowerCase() };
}
