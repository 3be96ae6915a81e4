import { expect, test } from 'vitest';

import { Engine, firstRow, rows } from '../../src/engine/engine.js';

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
