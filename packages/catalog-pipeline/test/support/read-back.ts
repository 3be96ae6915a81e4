import type { DwhClient } from '@bm/dwh-push';

/** All rows of a query as Google's own client returns them. */
export async function ask(client: DwhClient, query: string): Promise<Record<string, unknown>[]> {
  const [rows] = await (await client.bigQuery()).query(query);
  return rows as Record<string, unknown>[];
}

const COLUMNS = ['brand', 'category_id', 'comment', 'currency', 'description', 'image', 'year_release'];

/** The rows of a raw table, or of one of its days, as text cells in a fixed order: what `cellsOf` makes of the file. */
export async function tableCells(client: DwhClient, table: string, day?: string): Promise<string[]> {
  const rows = await ask(client, `SELECT ${COLUMNS.join(', ')} FROM ${table}${day === undefined ? '' : ` WHERE _PARTITIONDATE = '${day}'`}`);
  return rows.map((row) => JSON.stringify(COLUMNS.map((column) => (row[column] === null ? null : String(row[column]))))).sort();
}

/** The records of a file whose columns stand in the contract's order, header aside. */
export function cellsOf(records: readonly (readonly (string | null)[])[]): string[] {
  return records.slice(1).map((record) => JSON.stringify(record)).sort();
}

/** Everything that a reader of the warehouse can see: datasets, tables with their metadata, and all rows. The ledger grows with every push, and is not part of it. */
export async function snapshot(client: DwhClient): Promise<unknown> {
  const bigQuery = await client.bigQuery();
  const datasets = (await bigQuery.getDatasets())[0].filter(({ id }) => id !== 'dwh_ops');
  const tables = await Promise.all(
    datasets.map(async (dataset) => {
      const [found] = await dataset.getTables();
      return Promise.all(
        found.map(async (table) => {
          const { id, type, description, labels, schema, view, timePartitioning } = (await table.getMetadata())[0] as Record<string, unknown>;
          const rows = await ask(client, `SELECT * FROM \`${dataset.id}.${table.id}\``);
          return { id, type, description, labels, schema, view, timePartitioning, rows: rows.map((row) => JSON.stringify(row)).sort() };
        }),
      );
    }),
  );
  return { datasets: datasets.map(({ id }) => id).sort(), tables: tables.flat().sort((a, b) => String(a.id).localeCompare(String(b.id))) };
}
