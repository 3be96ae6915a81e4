import { afterAll, beforeAll, expect, test } from 'vitest';

import { JobFailure } from '../../src/bigquery/jobs/job-failure.js';
import { findJob, insertJob, type JobRecord } from '../../src/bigquery/jobs/job-record.js';
import { JobRunner } from '../../src/bigquery/jobs/job-runner.js';
import { createMetadataTables } from '../../src/bigquery/store/schema.js';
import { Engine } from '../../src/engine/engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.open({ path: ':memory:' });
  await engine.withConnection(createMetadataTables);
});
afterAll(() => engine.close());

const accepted = async (jobId: string): Promise<JobRecord> => {
  const record: JobRecord = { project: 'p', location: 'EU', jobId, type: 'QUERY', configuration: {}, state: 'PENDING', creationTime: 1 };
  await engine.withConnection((connection) => insertJob(connection, record));
  return record;
};
const stored = async (key: JobRecord) => (await engine.withConnection((connection) => findJob(connection, key)))?.state;

test('A job that fails while nothing can be written has failed all the same; it is written with the next one', async () => {
  let full = true;
  const disk = Object.create(engine, { transaction: { value: (work: never) => (full ? Promise.reject(new Error('No space left on device')) : engine.transaction(work)) } }) as Engine;
  const runner = new JobRunner(disk);
  const [lost, next] = [await accepted('lost'), await accepted('next')];
  runner.submit(lost, () => Promise.reject(new JobFailure({ reason: 'backendError', message: 'No space' })), undefined);
  expect(await runner.wait(lost, 60_000)).toMatchObject({ state: 'DONE', outcome: { errorResult: { reason: 'backendError' } } });
  expect(runner.find(lost)).toMatchObject({ state: 'DONE', outcome: { errorResult: { reason: 'backendError' } } });
  expect(await runner.wait(lost, 60_000)).toMatchObject({ state: 'DONE' });
  expect(await stored(lost)).toBe('PENDING');

  full = false;
  runner.submit(next, async (context) => disk.transaction((connection) => context.finish(connection, { statistics: {} })), undefined);
  expect(await runner.wait(next, 60_000)).toMatchObject({ state: 'DONE' });
  expect([await stored(lost), await stored(next), runner.find(lost)]).toEqual(['DONE', 'DONE', undefined]);
});
