import { afterAll, beforeAll, expect, test } from 'vitest';

import { settled } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const [dataset] = await service.client.createDataset('shop');
  await dataset.createTable('t', { schema: { fields: [{ name: 'a', type: 'INTEGER' }] } });
});
afterAll(() => service.close());

const query = (text: string) => ({ query: { query: text, useLegacySql: false } });
const load = (uri: string) => ({ load: { sourceUris: [uri], destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 't' } } });
const insert = (jobId: string, configuration: object) => service.client.createJob({ jobId, location: 'EU', configuration } as never);
const duplicate = (jobId: string) => ({ code: 409, message: expect.stringContaining(`Already Exists: Job bm-local:EU.${jobId}`), errors: [expect.objectContaining({ reason: 'duplicate' })] });

test('A query job has the id that it was given, and says that it is a query', async () => {
  const [job] = await insert('given', query('SELECT 1 AS one'));
  expect(job.id).toBe('given');
  await settled(service, 'given');
  const [metadata] = await service.client.job('given', { location: 'EU' }).getMetadata();
  expect(metadata).toMatchObject({
    id: 'bm-local:EU.given',
    jobReference: { projectId: 'bm-local', jobId: 'given', location: 'EU' },
    configuration: { jobType: 'QUERY', query: { query: 'SELECT 1 AS one' } },
    status: { state: 'DONE' },
    statistics: { query: { statementType: 'SELECT' } },
  });
  expect((await service.client.job('given', { location: 'EU' }).getQueryResults())[0]).toEqual([{ one: 1 }]);
});

test('An id is used once, whatever the kinds of the two jobs, and whatever became of the first', async () => {
  const uri = await service.put('a.csv', '1\n');
  await insert('query-first', query('SELECT 1'));
  await expect(insert('query-first', query('SELECT 1'))).rejects.toMatchObject(duplicate('query-first'));
  await expect(insert('query-first', load(uri))).rejects.toMatchObject(duplicate('query-first'));
  await insert('load-first', load(uri));
  await expect(insert('load-first', query('SELECT 1'))).rejects.toMatchObject(duplicate('load-first'));
  await insert('failed', query("SELECT ERROR('no')"));
  expect((await settled(service, 'failed')).status.errorResult?.reason).toBe('invalidQuery');
  await expect(insert('failed', query('SELECT 1'))).rejects.toMatchObject(duplicate('failed'));
  expect((await settled(service, 'load-first')).status.errorResult).toBeUndefined();
});

test('Of two inserts of one id at once, one wins', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => insert('raced', query('SELECT 1'))));
  expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts) if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject(duplicate('raced'));
});
