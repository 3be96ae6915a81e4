import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../../engine/engine.js';

/** Every location that a dataset has had since the server started: a query asks for it that says no location. */
export class DatasetLocations {
  readonly #seen = new Set<string>();

  /** Of the datasets that are there already. */
  async read(connection: DuckDBConnection): Promise<void> {
    for (const { location } of await rows<{ location: string }>(connection, "SELECT DISTINCT resource ->> '$.location' AS location FROM bq.datasets")) this.add(location);
  }

  /** To be called before a dataset is made there. */
  add(location: string): void {
    this.#seen.add(location);
  }

  /** Whether there may be a dataset that is not in this location. */
  anyBeside(location: string): boolean {
    return this.#seen.size > (this.#seen.has(location) ? 1 : 0);
  }
}
