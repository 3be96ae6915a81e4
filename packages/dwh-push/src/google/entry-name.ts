import type { TableRef } from '../ports/warehouse.js';

/** The entry that the catalog has of a table by itself. https://docs.cloud.google.com/dataplex/docs/catalog-overview */
export function entryName({ project, dataset, table }: TableRef, location: string): string {
  return `projects/${project}/locations/${location.toLowerCase()}/entryGroups/@bigquery/entries/bigquery.googleapis.com/projects/${project}/datasets/${dataset}/tables/${table}`;
}
