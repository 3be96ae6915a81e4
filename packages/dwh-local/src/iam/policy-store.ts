import { randomBytes } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, type Engine } from '../engine/engine.js';
import type { Binding, Policy } from './policy.js';

/** The IAM policies that resources were given. Access lists of datasets are kept with their datasets. */
export class PolicyStore {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async start(): Promise<void> {
    await this.#engine.withConnection(async (connection) => {
      await connection.run('CREATE SCHEMA IF NOT EXISTS iam');
      await connection.run('CREATE TABLE IF NOT EXISTS iam.policies (name TEXT NOT NULL, born TEXT NOT NULL, policy TEXT NOT NULL)');
    });
  }

  /** `born` tells a resource from an earlier one of the same name, whose policy is not its own. */
  async find(name: string, born = ''): Promise<Policy | undefined> {
    return this.#engine.withConnection((connection) => find(connection, name, born));
  }

  /** Replaces a policy, unless `check` throws at the present one. */
  async put(name: string, bindings: readonly Binding[], born = '', check: (current: Policy | undefined) => void = () => undefined): Promise<Policy> {
    return this.#engine.lock(`iam.policy:${name}`, () =>
      this.#engine.transaction(async (connection) => {
        check(await find(connection, name, born));
        const policy: Policy = { etag: randomBytes(8).toString('base64'), bindings };
        await connection.run('DELETE FROM iam.policies WHERE name = $name', { name });
        await connection.run('INSERT INTO iam.policies VALUES ($name, $born, $policy)', { name, born, policy: JSON.stringify(policy) });
        return policy;
      }),
    );
  }
}

async function find(connection: DuckDBConnection, name: string, born: string): Promise<Policy | undefined> {
  const row = await firstRow<{ policy: string }>(connection, 'SELECT policy FROM iam.policies WHERE name = $name AND born = $born', { name, born });
  return row === undefined ? undefined : (JSON.parse(row.policy) as Policy);
}
