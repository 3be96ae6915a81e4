import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startLocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, type DwhClient } from '@bm/dwh-push';
import { onTestFinished } from 'vitest';

/** A directory of the running test's own, removed when the test ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'catalog-pipeline-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface TestWarehouse {
  readonly endpoint: string;
  readonly client: DwhClient;
}

/** A warehouse of the running test's own, and a client of it; both are closed when the test ends. */
export async function testWarehouse(directory?: string): Promise<TestWarehouse> {
  const dir = directory ?? (await temporaryDirectory());
  const warehouse = await startLocalWarehouse({ dir });
  const client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint });
  onTestFinished(async () => {
    await client.close();
    await warehouse.close();
  });
  return { endpoint: warehouse.endpoint, client };
}
