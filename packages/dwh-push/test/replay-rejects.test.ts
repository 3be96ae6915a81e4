import { defineDataset, DwhPushError, type PushOptions, type ReplayOptions } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const DAY = '2021-04-03';
const strict = z.object({ a: z.int().max(10), b: z.string().nullable() });
const mended = z.object({ a: z.int().max(100), b: z.string().nullable() });

const push = (table: string, source: PushOptions['source'], more: Partial<PushOptions> = {}) =>
  warehouse.push({ source, table: `replay.${table}`, partitionDate: DAY, schema: strict, rejects: { max: 100 }, ...(source instanceof Uint8Array ? { format: 'csv' } : {}), ...more });
const replay = (table: string, more: Partial<ReplayOptions> = {}) => warehouse.client.replayRejects({ table: `replay.${table}`, partitionDate: DAY, schema: mended, logger: 'silent', ...more });
const rowsOf = async (table: string) => (await warehouse.query(`SELECT a, b FROM replay.${table} ORDER BY a, b`)).map(({ a, b }) => `${a} ${b}`);
const lettersOf = (table: string) => warehouse.query(`SELECT record, raw, reasons, replay FROM replay.${table}_rejects ORDER BY record`);

const SOURCE = Buffer.from('b,a\nx,1\n"y, z",50\n,20\nhuge,1000\nnone,none\nmany,2,3\n');
const AFTER = ['1 x', '20 null', '50 y, z'];
const LEFT = [
  { record: 4, raw: 'huge,1000', reasons: [{ column: 'a', rule: 'too_big' }], replay: null },
  { record: 5, raw: 'none,none', reasons: [{ column: 'a', rule: 'integer' }], replay: null },
  { record: 6, raw: 'many,2,3', reasons: [{ column: null, rule: 'field_count' }], replay: null },
];

describe('dead letters after their contract was mended', () => {
  it('are added to their partition where they keep it now; the others stay, with their reasons', async () => {
    expect(await push('csv', SOURCE)).toMatchObject({ rowsLoaded: 1, rowsRejected: 5 });
    expect(await replay('csv')).toMatchObject({ outcome: 'published', rowsRead: 5, rowsLoaded: 2, rowsRejected: 3, committed: 'yes', rejectsTable: 'bm-local.replay.csv_rejects', source: 'dead letters' });
    expect(await rowsOf('csv')).toEqual(AFTER);
    expect(await lettersOf('csv')).toEqual(LEFT);
    expect(await warehouse.staged()).toEqual([]);
    expect(await warehouse.client.listPartitions({ table: 'replay.csv' })).toMatchObject([{ rows: 3, lastPush: { rows: 3, rejected: 3 } }]);
  });

  it('are not added twice', async () => {
    await push('twice', SOURCE);
    await Promise.all([replay('twice'), replay('twice')]);
    expect(await replay('twice')).toMatchObject({ outcome: 'unchanged', rowsLoaded: 0, rowsRejected: 3 });
    expect(await rowsOf('twice')).toEqual(AFTER);
  });

  it('are replaced by a push in between, with the rows that were added', async () => {
    await push('between', SOURCE);
    await replay('between');
    expect(await push('between', SOURCE)).toMatchObject({ outcome: 'published', rowsLoaded: 1, rowsRejected: 5 });
    expect(await rowsOf('between')).toEqual(['1 x']);
    expect(await replay('between')).toMatchObject({ rowsLoaded: 2 });
    expect(await rowsOf('between')).toEqual(AFTER);
  });

  it('may be JSON, rows of a program, or of a table that is replaced whole', async () => {
    await push('json', Buffer.from('{"a":1,"b":"x"}\n{"a":50,"b":"y, z"}\n{"a":\n{"a":20,"b":null}\n'), { format: 'ndjson' });
    expect(await replay('json')).toMatchObject({ rowsLoaded: 2, rowsRejected: 1 });
    expect(await rowsOf('json')).toEqual(AFTER);

    await push('rows', [{ a: 1, b: 'x' }, { a: 50, b: 'y, z' }, { a: 20, b: null }] as never);
    expect(await replay('rows')).toMatchObject({ rowsLoaded: 2, rowsRejected: 0 });
    expect(await rowsOf('rows')).toEqual(AFTER);

    const whole = (schema: typeof strict) => defineDataset({ schema, partitioning: 'none' });
    await push('whole', SOURCE, { schema: whole(strict), partitionDate: undefined as never });
    expect(await replay('whole', { schema: whole(mended), partitionDate: undefined as never })).toMatchObject({ rowsLoaded: 2 });
    expect(await rowsOf('whole')).toEqual(AFTER);
  });

  it('stay with other reasons where the contract asks something else now', async () => {
    await push('reasons', Buffer.from('a,b\n1,x\n50,y\n'));
    expect(await replay('reasons', { schema: z.object({ a: z.int().max(100), b: z.string().max(0).nullable() }) })).toMatchObject({ outcome: 'unchanged', rowsRejected: 1 });
    expect(await lettersOf('reasons')).toMatchObject([{ raw: '50,y', reasons: [{ column: 'b', rule: 'too_big' }] }]);
    expect(await replay('reasons')).toMatchObject({ rowsLoaded: 1 });
  });

  it('go through transforms, and into new columns', async () => {
    await push('more', SOURCE);
    const more = z.object({ a: z.int().max(100), b: z.string().trim().toUpperCase().nullable(), c: z.string().nullable() });
    expect(await replay('more', { schema: more })).toMatchObject({ rowsLoaded: 2 });
    expect(await warehouse.query('SELECT a, b, c FROM replay.more ORDER BY a')).toEqual([{ a: 1, b: 'x', c: null }, { a: 20, b: null, c: null }, { a: 50, b: 'Y, Z', c: null }]);
  });

  it('may be none at all', async () => {
    expect(await replay('no_such_table')).toMatchObject({ outcome: 'unchanged', rowsRead: 0, rowsLoaded: 0, rowsRejected: 0 });
    await push('none', Buffer.from('a,b\n1,x\n'));
    expect(await replay('none')).toMatchObject({ outcome: 'unchanged', rowsRead: 0 });
    await expect(replay('none', { source: 'x' } as never)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', message: expect.stringContaining('there is no option "source"') });
  });
});

describe('dead letters that do not belong to the rows that are there', () => {
  it('of a push that died before its rows were there are not mixed with older rows', async () => {
    await push('older', Buffer.from('a,b\n9,older\n'));
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth: 2, kind: 'error', status: 400, reason: 'invalid' });
    await expect(push('older', SOURCE)).rejects.toMatchObject({ code: 'LOAD_REFUSED' });
    met.remove();
    await expect(replay('older')).rejects.toMatchObject({ code: 'REPLAY_STALE', committed: 'no' });
    expect(await rowsOf('older')).toEqual(['9 older']);
    expect(await push('older', SOURCE)).toMatchObject({ rowsRejected: 5 });
    expect(await replay('older')).toMatchObject({ rowsLoaded: 2 });
  });

  it('of a push before the last one are not mixed with newer rows', async () => {
    await push('newer', SOURCE);
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth: 2, kind: 'error', status: 400, reason: 'invalid' });
    await expect(push('newer', Buffer.from('a,b\n9,newer\n'), { rejects: undefined as never })).rejects.toMatchObject({ committed: 'yes' });
    met.remove();
    await expect(replay('newer')).rejects.toMatchObject({ code: 'REPLAY_STALE' });
    expect(await rowsOf('newer')).toEqual(['9 newer']);
  });

  it('are not added to rows that someone else has changed', async () => {
    await push('changed', SOURCE);
    await warehouse.query('UPDATE replay.changed SET a = 2 WHERE a = 1');
    await expect(replay('changed')).rejects.toMatchObject({ code: 'REPLAY_STALE' });
    expect(await rowsOf('changed')).toEqual(['2 x']);
  });
});

describe('a replay that fails on its way', () => {
  const faults = [
    { kind: 'error', status: 400, reason: 'invalid' },
    { kind: 'error-after-effect', status: 500, reason: 'internalError' },
    { kind: 'lost-answer' },
    { kind: 'error', status: 403, reason: 'accessDenied' },
  ] as const;
  // It marks, adds, and removes what was added from the dead letters.
  const cases = faults.flatMap((fault, index) => [1, 2, 3].map((nth) => ({ ...fault, nth, index })));

  it.each(cases)('at job $nth ($kind $status) has added each record once in the end', async ({ nth, index, ...fault }) => {
    const table = `fault_${index}_${nth}`;
    await push(table, SOURCE);
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth, ...fault });
    const ended = await replay(table).catch((error: unknown) => error);
    met.remove();
    expect(met.hits).toBe(1);
    if (DwhPushError.isInstance(ended)) expect(ended.committed).toBe(nth === 3 ? 'yes' : 'no');
    const again = await replay(table);
    expect(again).toMatchObject({ rowsRejected: 3 });
    expect(await rowsOf(table)).toEqual(AFTER);
    expect(await lettersOf(table)).toEqual(LEFT);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('and whose end cannot be told is settled by the next one', async () => {
    await push('unknown', SOURCE);
    const job = warehouse.local.faults.add({ method: 'bigquery.jobs.get', nth: 2, times: 50, kind: 'error', status: 403, reason: 'accessDenied' });
    await expect(replay('unknown')).rejects.toMatchObject({ code: 'LOAD_UNKNOWN', committed: 'unknown' });
    job.remove();
    await replay('unknown');
    expect(await rowsOf('unknown')).toEqual(AFTER);
    expect(await lettersOf('unknown')).toEqual(LEFT);
  });
});
