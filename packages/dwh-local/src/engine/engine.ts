import { availableParallelism } from 'node:os';

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

import { registerJsonFunctions } from '../json/json-functions.js';
import { KeyedLock } from './keyed-lock.js';
import { closeConnection, runPrepared, type Parameters } from './prepared.js';
import { resultRows } from './result-rows.js';
import { registerTextFunctions } from './text-functions.js';
import { Workers } from './workers.js';

export type { Parameters };

export interface EngineOptions {
  /** The database file, or `:memory:`. */
  readonly path: string;
  /** Where DuckDB spills what does not fit in memory. */
  readonly tempDirectory?: string;
  /** DuckDB's `memory_limit`, for example `1GB`. DuckDB's own default (80 % of the machine) unless set. */
  readonly memoryLimit?: string;
  /** DuckDB's threads for work on many rows. All cores unless set. */
  readonly threads?: number;
}

/**
 * The one DuckDB database that holds everything but the objects' bytes: rows, datasets, tables, jobs, buckets, object metadata.
 * One file means one transaction, so that what a job did and the record that it did it become visible, and durable, together.
 */
export class Engine {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #locks = new KeyedLock();
  /** For work on many rows. */
  readonly workers: Workers;
  #closed = false;

  private constructor(instance: DuckDBInstance, threads: number) {
    this.#instance = instance;
    this.workers = new Workers(threads, (count) => this.withConnection(async (connection) => void (await connection.run(`SET threads = ${count}`))));
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const instance = await DuckDBInstance.create(options.path, {
      // What is not built in is not there: nothing is downloaded at run time.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
      threads: '1',
      ...(options.tempDirectory === undefined ? {} : { temp_directory: options.tempDirectory }),
    });
    const connection = await instance.connect();
    registerJsonFunctions(connection);
    registerTextFunctions(connection);
    connection.closeSync();
    return new Engine(instance, options.threads ?? availableParallelism());
  }

  /** Runs `work` on a connection of its own; statements outside `transaction` commit one by one. */
  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('The engine is closed.');
    const connection = this.#idle.pop() ?? (await this.#connect());
    try {
      const result = await work(connection);
      if (this.#closed) closeConnection(connection);
      else this.#idle.push(connection);
      return result;
    } catch (error) {
      // Whatever state the failure left (a transaction that could not be rolled back, temporary tables) goes with the connection.
      closeConnection(connection);
      throw error;
    }
  }

  /** Runs `work` between BEGIN and COMMIT; rolls back when it throws. Two transactions that write the same rows conflict: take a `lock` first. */
  async transaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.withConnection((connection) => transactionOn(connection, () => work(connection)));
  }

  /** Runs `work` while no one else holds `key`. Keys are names like `table:p.d.t`; waiting is first come, first served. */
  lock<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#locks.hold(key, work);
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) closeConnection(connection);
    this.#instance.closeSync();
  }

  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }
}

/** A transaction on a connection that the caller holds, so that its temporary tables can be read. */
export async function transactionOn<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has already rolled back, and then ROLLBACK itself complains; the first error is the one that matters.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Runs a statement that answers with no rows, and is prepared once. */
export async function execute(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<void> {
  await runPrepared(connection, sql, parameters);
}

/** All rows of a statement as objects of JavaScript values (BIGINT as bigint, TIMESTAMP as Date). For small results: it holds them all. */
export async function rows<Row>(connection: DuckDBConnection, sql: string, parameters?: Parameters): Promise<Row[]> {
  return resultRows(await (parameters === undefined ? connection.run(sql) : runPrepared(connection, sql, parameters)));
}

/** The first row of a statement, or undefined. */
export async function firstRow<Row>(connection: DuckDBConnection, sql: string, parameters?: Parameters): Promise<Row | undefined> {
  return (await rows<Row>(connection, sql, parameters))[0];
}
