import { list, object, optional, text, type Json } from './json.js';

/** The values of a row in the order of its fields, as they travel. */
export type Row = readonly unknown[];

export interface RowPage {
  readonly rows: readonly Row[];
  readonly totalRows: string | undefined;
  /** The token of the next page. */
  readonly next: string | undefined;
}

/** What tabledata.list and jobs.getQueryResults have in common. */
export function rowPageOf({ rows, totalRows, pageToken }: Json): RowPage {
  return { rows: list(rows, (row) => list(object(row)['f'], valueOf)), totalRows: optional(totalRows, text), next: optional(pageToken, text) };
}

/** The `v` in which every value travels. */
export function valueOf(cell: unknown): unknown {
  return object(cell)['v'];
}
