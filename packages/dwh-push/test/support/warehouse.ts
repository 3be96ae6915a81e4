import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, DwhPushError, type DwhClient, type PushOptions, type PushReceipt } from '@bm/dwh-push';
import { afterAll, beforeAll } from 'vitest';

export interface TestWarehouse {
  readonly local: LocalWarehouse;
  readonly client: DwhClient;
  /** Writes a file of its own and returns its path. */
  file(content: string | Buffer, name?: string): Promise<string>;
  /** Pushes and expects it to succeed; no log line. */
  push(options: PushOptions): Promise<PushReceipt>;
  /** Pushes and expects it to fail. */
  failure(options: PushOptions): Promise<DwhPushError>;
  /** The rows of a query, through Google's client. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything that a reader can see of a dataset's tables: metadata and rows. */
  snapshot(dataset: string): Promise<unknown>;
  /** The names of what is in the staging bucket, but for the heads of partitions, which stay. */
  staged(): Promise<string[]>;
}

/** One local warehouse for the tests of a file, and a client of it; each test uses tables of its own. */
export function useWarehouse(): TestWarehouse {
  let local: LocalWarehouse;
  let client: DwhClient;
  let directory: string;
  let files = 0;
  beforeAll(async () => {
    local = await startLocalWarehouse();
    client = createDwhClient({ target: 'local', endpoint: local.endpoint, team: 'Team Tests' });
    directory = await mkdtemp(join(tmpdir(), 'dwh-push-test-'));
  });
  afterAll(async () => {
    await client?.close();
    await local?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const query = async (sql: string) => (await (await client.bigQuery()).query({ query: sql, useLegacySql: false }))[0] as Record<string, unknown>[];
  return {
    get local() {
      return local;
    },
    get client() {
      return client;
    },
    async file(content, name = `source-${(files += 1)}.csv`) {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    push: (options) => client.pushDataset({ logger: 'silent', ...options }),
    async failure(options) {
      const error: unknown = await client.pushDataset({ logger: 'silent', ...options }).catch((thrown: unknown) => thrown);
      if (!DwhPushError.isInstance(error)) throw new Error('The push did not fail with an error of the library.', { cause: error });
      return error;
    },
    query,
    async snapshot(dataset) {
      const bigQuery = await client.bigQuery();
      const [tables] = await bigQuery.dataset(dataset).getTables().catch(() => [[]] as const);
      return Promise.all(
        tables.map(async (table) => {
          const [{ schema, labels, description, numRows, timePartitioning, type }] = await table.getMetadata();
          const day = timePartitioning !== undefined && timePartitioning.field === undefined ? ', CAST(_PARTITIONDATE AS STRING) AS partition_day' : '';
          const rows = type === 'VIEW' ? [] : (await query(`SELECT *${day} FROM \`${dataset}.${table.id}\``)).map((row) => JSON.stringify(row)).sort();
          return { id: table.id, schema: schema as unknown, labels: labels as unknown, description: description as unknown, numRows: numRows as unknown, rows };
        }),
      );
    },
    async staged() {
      const [objects] = await (await client.storage()).bucket(client.config.stagingBucket).getFiles();
      return objects.map(({ name }) => name).filter((name) => !name.endsWith('/head.json') && !name.startsWith('dwh-ops/'));
    },
  };
}
