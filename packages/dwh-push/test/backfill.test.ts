import type { BackfillOptions, BackfillResult } from '@bm/dwh-push';
import { DwhPushError } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const csvOf = (date: string) => Buffer.from(`a,b\n1,${date}\n`);

function backfill(options: Partial<BackfillOptions<typeof schema>> & { table: string }) {
  return warehouse.client.backfillDataset({ from: '2021-03-30', to: '2021-04-02', schema, source: csvOf, logger: 'silent', ...options });
}

/** All results by partition, and the error that ended it. */
async function played(results: AsyncGenerator<BackfillResult>) {
  const outcomes: Record<string, string> = {};
  try {
    for await (const { partitionDate, outcome, ...more } of results) outcomes[partitionDate] = 'reason' in more ? `${outcome} (${more.reason})` : 'error' in more ? `${outcome} (${more.error.code})` : outcome;
    return { outcomes, error: undefined };
  } catch (error) {
    return { outcomes, error };
  }
}

const daysIn = async (table: string) => (await warehouse.query(`SELECT b FROM ${table} ORDER BY b`)).map(({ b }) => b);
const DAYS = ['2021-03-30', '2021-03-31', '2021-04-01', '2021-04-02'];
const all = (outcome: string) => Object.fromEntries(DAYS.map((day) => [day, outcome]));

describe('a backfill', () => {
  it('pushes every partition from one to the other', async () => {
    expect(await played(backfill({ table: 'bf.all' }))).toEqual({ outcomes: all('published'), error: undefined });
    expect(await daysIn('bf.all')).toEqual(DAYS);
    expect((await warehouse.query("SELECT COUNT(*) AS n FROM bf.all WHERE _PARTITIONDATE = '2021-04-01' AND b = '2021-04-01'"))[0]).toEqual({ n: 1 });
    expect(await warehouse.staged()).toEqual([]);
  });

  it('expands the names of files, and goes by other units too', async () => {
    const { defineDataset } = await import('@bm/dwh-push');
    const path = await warehouse.file('a,b\n1,x\n', 'month-2021-01.csv');
    await warehouse.file('a,b\n1,y\n2,y\n', 'month-2021-02.csv');
    const source = path.replace('2021-01', '{yyyy}-{mm}');
    const { outcomes } = await played(backfill({ table: 'bf.months', from: '2021-01', to: '2021-02', source, schema: defineDataset({ schema, partitioning: { type: 'month' } }) }));
    expect(outcomes).toEqual({ '2021-01': 'published', '2021-02': 'published' });
    expect(await daysIn('bf.months')).toEqual(['x', 'y', 'y']);
  });

  it('takes any name of a file, and the query of a URL', async () => {
    const path = await warehouse.file('a,b\n1,2021-04-01\n', '100%-2021-04-01.csv');
    await warehouse.file('a,b\n1,2021-04-02\n', '100%-2021-04-02.csv');
    const { outcomes, error } = await played(backfill({ table: 'bf.percent', from: '2021-04-01', source: path.replace('2021-04-01', '{date}') }));
    expect([outcomes, error]).toEqual([{ '2021-04-01': 'published', '2021-04-02': 'published' }, undefined]);
    await using server = await serve((request, response) => void response.setHeader('content-type', 'text/csv').end(csvOf(new URL(request.url ?? '', 'http://x').searchParams.get('day') ?? '')));
    expect((await played(backfill({ table: 'bf.query', from: '2021-04-01', source: new URL(server.url('/x.csv?day={date}')) }))).outcomes).toEqual(outcomes);
    expect(await daysIn('bf.query')).toEqual(['2021-04-01', '2021-04-02']);
  });

  it('hides no failed partition, and goes on where it stopped', async () => {
    const missing = new Set(['2021-03-31']);
    const asked: string[] = [];
    const source = (date: string) => {
      asked.push(date);
      return missing.has(date) ? '/no/such/file.csv' : csvOf(date);
    };
    const first = await played(backfill({ table: 'bf.resume', source }));
    expect(first.outcomes).toEqual({ ...all('published'), '2021-03-31': 'failed (SOURCE_NOT_FOUND)' });
    expect(first.error).toMatchObject({ code: 'BACKFILL_INCOMPLETE', retryable: true, message: expect.stringContaining('1 of 4 partitions were not published: 2021-03-31') });
    expect(DwhPushError.isInstance(first.error)).toBe(true);

    missing.clear();
    asked.length = 0;
    expect(await played(backfill({ table: 'bf.resume', source }))).toEqual({ outcomes: { ...all('skipped'), '2021-03-31': 'published' }, error: undefined });
    expect(asked).toEqual(['2021-03-31']);
    // It has come to its end: the same call is a new backfill.
    expect(await played(backfill({ table: 'bf.resume', source }))).toEqual({ outcomes: all('unchanged'), error: undefined });
  });

  it('pushes again what someone else has pushed since', async () => {
    let last: unknown = '/no/such/file.csv';
    const source = (date: string) => (date === DAYS[3] ? (last as string) : csvOf(date));
    await played(backfill({ table: 'bf.other', source }));
    last = csvOf(DAYS[3] as string);
    await warehouse.push({ source: csvOf('other'), table: 'bf.other', partitionDate: '2021-03-30', schema });
    expect((await played(backfill({ table: 'bf.other', source }))).outcomes).toEqual({ ...all('skipped'), '2021-03-30': 'published', '2021-04-02': 'published' });
    expect(await daysIn('bf.other')).toEqual(DAYS);
  });

  it('respects its limit, and the next call does the rest', async () => {
    const first = await played(backfill({ table: 'bf.limit', limit: 3, concurrency: 1 }));
    expect(first.outcomes).toEqual({ ...all('published'), '2021-04-02': 'not-started (limit)' });
    expect(first.error).toMatchObject({ code: 'BACKFILL_INCOMPLETE' });
    expect((await played(backfill({ table: 'bf.limit', limit: 3, concurrency: 1 }))).outcomes).toEqual({ ...all('skipped'), '2021-04-02': 'published' });
  });

  it('begins anew where that is asked for', async () => {
    await played(backfill({ table: 'bf.restart', limit: 2, concurrency: 1 }));
    const { outcomes } = await played(backfill({ table: 'bf.restart', restart: true }));
    expect(Object.values(outcomes).sort()).toEqual(['published', 'published', 'unchanged', 'unchanged']);
  });

  it('does not hammer a quota: it starts nothing more', async () => {
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth: 2, times: 100, kind: 'error', status: 403, reason: 'quotaExceeded' });
    const { outcomes } = await played(backfill({ table: 'bf.quota', concurrency: 1 }));
    met.remove();
    expect(outcomes).toEqual({ '2021-03-30': 'published', '2021-03-31': 'failed (LOAD_QUOTA_EXCEEDED)', '2021-04-01': 'not-started (stopped)', '2021-04-02': 'not-started (stopped)' });
    expect(met.hits).toBe(1);
  });

  it('can be left and aborted, and waits for what runs', async () => {
    for await (const { outcome } of backfill({ table: 'bf.left', concurrency: 1 })) {
      expect(outcome).toBe('published');
      break;
    }
    const abort = new AbortController();
    const source = (date: string) => {
      if (date === DAYS[2]) abort.abort();
      return csvOf(date);
    };
    const { outcomes } = await played(backfill({ table: 'bf.aborted', concurrency: 1, source, signal: abort.signal }));
    expect(outcomes).toEqual({ '2021-03-30': 'published', '2021-03-31': 'published', '2021-04-01': 'failed (ABORTED)', '2021-04-02': 'not-started (stopped)' });
    expect((await warehouse.staged()).filter((name) => !name.includes('/backfills/'))).toEqual([]);
  });

  it('tells of a function that throws', async () => {
    const thrown = new Error('mine');
    const results: BackfillResult[] = [];
    const running = backfill({ table: 'bf.throws', from: DAYS[0] as string, to: DAYS[0] as string, source: () => Promise.reject(thrown) });
    await expect((async () => { for await (const result of running) results.push(result); })()).rejects.toMatchObject({ code: 'BACKFILL_INCOMPLETE' });
    expect(results).toMatchObject([{ outcome: 'failed', error: { code: 'SOURCE_FAILED', cause: thrown } }]);
  });

  it('is another one where the function is another one', async () => {
    await played(backfill({ table: 'bf.function', source: (date) => (date === DAYS[3] ? '/no/such/file.csv' : csvOf('wrong')) }));
    expect((await played(backfill({ table: 'bf.function', source: (date) => csvOf(`right ${date}`) }))).outcomes).toEqual(all('published'));
  });

  it('does not wait for ever for a function that gives nothing', async () => {
    const silent = () => new Promise<never>(() => undefined);
    const one = { from: DAYS[0] as string, to: DAYS[0] as string, source: silent };
    expect((await played(backfill({ table: 'bf.silent', ...one, deadlineMs: 20 }))).outcomes).toEqual({ '2021-03-30': 'failed (DEADLINE_EXCEEDED)' });
    const abort = new AbortController();
    const aborting = () => (abort.abort(), silent());
    expect((await played(backfill({ table: 'bf.silent', ...one, source: aborting, signal: abort.signal }))).outcomes).toEqual({ '2021-03-30': 'failed (ABORTED)' });
  });

  it.each([
    [{ partitionDate: '2021-03-30' }, 'there is no option "partitionDate"'],
    [{ to: '2021-03-01' }, 'to: it is before from'],
    [{ from: '2021-03' }, 'from: '],
    [{ source: 'same.csv' }, 'source: it names the same for 2021-03-30 and 2021-03-31'],
    [{ source: '{foo}.csv' }, 'source: it names the same for 2021-03-30 and 2021-03-31'],
    [{ source: new URL('https://example.com/{yyyymm}.csv') }, 'source: it names the same for 2021-03-30 and 2021-03-31'],
    [{ source: 'x-{dd}.csv', from: '2021-03-01' }, 'source: it names the same for 2021-03-01 and 2021-04-01'],
    [{ source: Buffer.from('a,b\n') }, 'source: it is text or a URL with a placeholder, or a function'],
    [{ from: '0001-01-01', to: '9999-12-31' }, 'to: from there it would be more than 10000 partitions'],
    [{ concurrency: 0 }, 'concurrency: '],
    [{ concurrency: 17 }, 'concurrency: '],
    [{ limit: 0 }, 'limit: '],
    [{ restart: 1 }, 'restart: '],
    [{ unknown: 1 }, 'there is no option "unknown"'],
  ])('refuses %j', async (options, complaint) => {
    const { error } = await played(backfill({ table: 'bf.options', ...(options as object) }));
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', message: expect.stringContaining(complaint) });
  });
});

describe('the partitions of a table', () => {
  it('are listed with what is there and what was pushed last', async () => {
    await played(backfill({ table: 'bf.list', to: '2021-03-31' }));
    await warehouse.query("DELETE FROM bf.list WHERE _PARTITIONDATE = '2021-03-31'");
    const partitions = await warehouse.client.listPartitions({ table: 'bf.list' });
    expect(partitions).toMatchObject([
      { partition: '20210330', rows: 1, modifiedAt: expect.any(String), lastPush: { rows: 1, rejected: 0, team: 'Team Tests', jobId: expect.any(String) } },
      { partition: '20210331', rows: 0, lastPush: { rows: 1 } },
    ]);
    expect(partitions[0]?.bytes).toBeGreaterThan(0);
  });

  it('are one without a name where the table is not partitioned, and none where there is no table', async () => {
    const { defineDataset } = await import('@bm/dwh-push');
    await warehouse.push({ source: csvOf('x'), table: 'bf.whole', schema: defineDataset({ schema, partitioning: 'none' }) });
    expect(await warehouse.client.listPartitions({ table: 'bf.whole' })).toMatchObject([{ rows: 1, lastPush: { rows: 1 } }]);
    expect(await warehouse.client.listPartitions({ table: 'bf.none_such' })).toEqual([]);
    await expect(warehouse.client.listPartitions({ table: 'no_such.t' })).rejects.toMatchObject({ code: 'LOAD_DATASET_NOT_FOUND' });
    await expect(warehouse.client.listPartitions({ table: 't' })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });
});
