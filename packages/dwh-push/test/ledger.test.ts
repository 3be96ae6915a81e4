import { createDwhClient } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const push = async (table: string, content: string) => ({ source: await warehouse.file(content), table, partitionDate: '2021-04-03', schema });
const rows = (table: string) =>
  warehouse.query(`SELECT outcome, committed, error_code, error_step, team, kind, source_kind, rows_loaded, partition_id, contract_fingerprint, library_version FROM dwh_ops.pushes WHERE table_name = '${table}' ORDER BY finished_at, rows_loaded`);

describe('the ledger', () => {
  it('has a row for every push: published, unchanged, failed', async () => {
    await warehouse.push(await push('ledger.every', 'a,b\n1,x\n2,y\n'));
    await warehouse.push(await push('ledger.every', 'a,b\n1,x\n2,y\n'));
    await warehouse.failure(await push('ledger.every', 'a,b\nnone,x\n'));
    expect(await rows('every')).toMatchObject([
      { outcome: 'published', committed: 'yes', team: 'Team Tests', kind: 'push', source_kind: 'file', rows_loaded: 2, partition_id: '20210403', error_code: null, contract_fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), library_version: expect.stringMatching(/^\d+\./) },
      { outcome: 'unchanged', committed: 'yes', rows_loaded: 2 },
      { outcome: 'failed', committed: 'no', error_code: 'DATA_REJECTED', error_step: 'validate', rows_loaded: 0 },
    ]);
  });

  it('never holds a value, a path or a query string', async () => {
    await warehouse.failure(await push('ledger.secret', 'a,b\nSECRETVALUE,x\n'));
    const all = JSON.stringify(await warehouse.query('SELECT * FROM dwh_ops.pushes'));
    expect(all).not.toContain('SECRETVALUE');
    expect(all).not.toContain('/tmp/');
  });

  it('fails no push where it cannot be written, and the next push of the partition repairs it', async () => {
    await using client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, ledgerBucket: 'ledger-elsewhere' });
    const lost = await client.pushDataset({ ...(await push('ledger.lost', 'a,b\n1,x\n')), logger: 'silent' });
    expect(lost).toMatchObject({ outcome: 'published', committed: 'yes' });
    expect(await rows('lost')).toEqual([]);
    await warehouse.push(await push('ledger.lost', 'a,b\n1,x\n2,y\n'));
    expect(await rows('lost')).toMatchObject([{ outcome: 'published', rows_loaded: 1, team: null }, { outcome: 'published', rows_loaded: 2 }]);
    expect(await warehouse.staged()).toEqual(expect.not.arrayContaining([expect.stringContaining('/lost/')]));
  });

  it('costs no more and more where it cannot be written for good', async () => {
    await using client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, ledgerBucket: 'ledger-elsewhere' });
    // Of all requests only these do not depend on how long a job takes, nor on how long the lease is held.
    const asked = () => warehouse.local.requests.filter(({ id, path }) => id === 'storage.objects.get' && !path.includes('lease.json')).length;
    const requests: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      const before = asked();
      expect(await client.pushDataset({ ...(await push('ledger.never', `a,b\n${count},x\n`)), logger: 'silent' })).toMatchObject({ outcome: 'published' });
      requests.push(asked() - before);
    }
    expect(requests.at(-1)).toBeLessThanOrEqual(Math.max(...requests.slice(6, 9)));
    await warehouse.push(await push('ledger.never', 'a,b\n99,x\n'));
    expect((await rows('never')).length).toBeGreaterThanOrEqual(5);
  });

  it('is not hidden by what is no row, and a stranger\'s failure takes no table over', async () => {
    await warehouse.push(await push('ledger.guarded', 'a,b\n1,x\n'));
    const bucket = (await warehouse.client.storage()).bucket(warehouse.client.config.ledgerBucket);
    await bucket.file('dwh-ops/pushes/team=other/garbage.json').save('not json at all {\n');
    const row = { run_id: 'r', team: 'other', dataset: 'ledger', table_name: 'guarded', project: 'bm-local', outcome: 'failed', finished_at: new Date().toISOString() };
    await bucket.file('dwh-ops/pushes/team=other/row.json').save(`${JSON.stringify(row)}\n${JSON.stringify({ ...row, outcome: 'published', finished_at: '2099-01-01T00:00:00Z' })}\n`);
    expect(await warehouse.query("SELECT team, age_seconds BETWEEN 0 AND 600 AS fresh FROM dwh_ops.freshness WHERE table_name = 'guarded'")).toEqual([{ team: 'team-tests', fresh: true }]);
    await bucket.deleteFiles({ prefix: 'dwh-ops/pushes/team=other/' });
  });

  it('says what is fresh, and who has pushed what', async () => {
    await warehouse.push(await push('ledger.views', 'a,b\n1,x\n'));
    await warehouse.failure(await push('ledger.views', 'a,b\nnone,x\n'));
    expect(await warehouse.query("SELECT dataset, team, newest_partition, failures_since, age_seconds >= 0 AS aged FROM dwh_ops.freshness WHERE table_name = 'views'")).toEqual([{ dataset: 'ledger', team: 'team-tests', newest_partition: '20210403', failures_since: 1, aged: true }]);
    expect(await warehouse.query("SELECT pushes, failed, rows_loaded FROM dwh_ops.pushes_by_team WHERE table_name = 'views'")).toEqual([{ pushes: 2, failed: 1, rows_loaded: 1 }]);
  });
});
