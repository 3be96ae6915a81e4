import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { Engine, execute, firstRow, rows } from '../../src/engine/engine.js';

async function openEngine() {
  const engine = await Engine.open({ path: ':memory:' });
  await engine.withConnection((connection) => connection.run('CREATE TABLE t (n INTEGER)'));
  return engine;
}

test('A transaction that throws leaves nothing, and the engine goes on', async () => {
  const engine = await openEngine();
  const failed = engine.transaction(async (connection) => {
    await connection.run('INSERT INTO t VALUES (1)');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await engine.transaction((connection) => connection.run('INSERT INTO t VALUES (2)'));
  expect(await engine.withConnection((connection) => rows(connection, 'SELECT n FROM t'))).toEqual([{ n: 2 }]);
  engine.close();
});

test('What a failed piece of work left on its connection is not met by the next', async () => {
  const engine = await openEngine();
  const failed = engine.withConnection(async (connection) => {
    await connection.run('CREATE TEMP TABLE left_behind (n INTEGER)');
    await connection.run('BEGIN TRANSACTION');
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await expect(engine.withConnection((connection) => connection.run('SELECT * FROM left_behind'))).rejects.toThrow();
  await engine.transaction((connection) => connection.run('INSERT INTO t VALUES (1)'));
  engine.close();
});

test('A lock is held by one at a time, in the order of asking', async () => {
  const engine = await openEngine();
  const order: string[] = [];
  const hold = (name: string) =>
    engine.lock('key', async () => {
      order.push(`${name} in`);
      await engine.withConnection((connection) => firstRow(connection, 'SELECT 1 AS one'));
      order.push(`${name} out`);
    });
  await Promise.all([hold('a'), hold('b'), hold('c')]);
  expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  engine.close();
});

test('A statement that is prepared once may run several times at once, each with its own values', async () => {
  const engine = await openEngine();
  const sql = 'SELECT $n::INTEGER AS n FROM range(1000) LIMIT 1';
  await engine.withConnection(async (connection) => {
    for (const _ of [1, 2]) {
      const found = await Promise.all([1, 2, 3, 4].map((n) => rows(connection, sql, { n })));
      expect(found).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }], [{ n: 4 }]]);
    }
    await expect(rows(connection, 'SELECT $n::INTEGER AS n', { n: 'x' })).rejects.toThrow('Could not convert');
    expect(await rows(connection, 'SELECT $n::INTEGER AS n', { n: null })).toEqual([{ n: null }]);
  });
  engine.close();
});

test('A prepared statement sees tables that were changed since', async () => {
  const engine = await openEngine();
  await engine.withConnection(async (connection) => {
    const one = () => rows(connection, 'SELECT * FROM t WHERE n = $n', { n: 1 });
    await connection.run('INSERT INTO t VALUES (1)');
    expect(await one()).toEqual([{ n: 1 }]);
    await connection.run("ALTER TABLE t ADD COLUMN m VARCHAR DEFAULT 'x'");
    expect(await one()).toEqual([{ n: 1, m: 'x' }]);
    await connection.run('DROP TABLE t');
    await expect(one()).rejects.toThrow('t');
    await connection.run('CREATE TABLE t AS SELECT 1 AS n');
    expect(await one()).toEqual([{ n: 1 }]);
  });
  engine.close();
});

test('What was prepared does not keep a closed database open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dwh-local-engine-'));
  const path = join(folder, 'db');
  for (const n of [0, 1, 2]) {
    const engine = await Engine.open({ path });
    await engine.withConnection(async (connection) => {
      await connection.run('CREATE TABLE IF NOT EXISTS kept (n INTEGER)');
      expect(await rows(connection, 'SELECT n FROM kept WHERE n < $n', { n })).toHaveLength(n);
      await execute(connection, 'INSERT INTO kept VALUES ($n)', { n });
    });
    engine.close();
    // Somebody else may open it at once.
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', `require('@duckdb/node-api').DuckDBInstance.create(${JSON.stringify(path)}).then(() => console.log('open'))`]);
    expect(stdout).toBe('open\n');
  }
  await rm(folder, { recursive: true });
});

test('There are worker threads while somebody claims them', async () => {
  const engine = await Engine.open({ path: ':memory:', threads: 3 });
  const threads = () => engine.withConnection(async (connection) => (await firstRow<{ n: bigint }>(connection, "SELECT current_setting('threads') AS n"))?.n);
  expect(await threads()).toBe(1n);
  const [one, two] = await Promise.all([engine.workers.claim(), engine.workers.claim()]);
  expect(await threads()).toBe(3n);
  one?.();
  const three = await engine.workers.claim();
  two?.();
  expect(await threads()).toBe(3n);
  three();
  const four = await engine.workers.claim();
  expect(await threads()).toBe(3n);
  engine.close();
  four();
});
