import type { DuckDBConnection } from '@duckdb/node-api';

import type { PolicyTagDeps } from './policy-tag-deps.js';
import { policies, policyTags } from './stored.js';

/** Deletes tags, their policies, and the references of BigQuery's columns to them, together with what `also` does. */
export async function deleteTags(deps: PolicyTagDeps, which: (connection: DuckDBConnection) => Promise<readonly string[]>, also: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const { engine } = deps;
  await engine.lock('datacatalog', async () => {
    const tags = new Set(await engine.withConnection(which));
    await deps.withTaggedTables(tags, () =>
      engine.transaction(async (connection) => {
        await also(connection);
        for (const tag of tags) {
          await policyTags.remove(connection, tag);
          await policies.remove(connection, tag);
        }
        await deps.untagColumns(connection, tags);
      }),
    );
  });
}
