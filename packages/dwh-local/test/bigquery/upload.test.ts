import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { rawRows, settled } from './load-jobs.js';
import { startTestService } from './test-service.js';

const SCHEMA = { fields: [{ name: 'a', type: 'STRING' }, { name: 'n', type: 'INTEGER' }] };

test('The Node client loads a local file: one multipart request, then the job', async () => {
  await using service = await startTestService();
  const [dataset] = await service.client.createDataset('shop');
  const [table] = await dataset.createTable('local', { schema: SCHEMA });
  const path = join(service.directory, 'local.csv');
  await writeFile(path, 'head,er\nx,1\n"y\n--z",2\n');
  const [job] = await table.load(path, { sourceFormat: 'CSV', skipLeadingRows: 1, allowQuotedNewlines: true });
  expect(job.status).toMatchObject({ state: 'DONE' });
  expect(await rawRows(service, 'local')).toEqual([['x', '1'], ['y\n--z', '2']]);
});

test('A resumable upload comes in chunks, and its last request may be repeated', async () => {
  await using service = await startTestService();
  const [dataset] = await service.client.createDataset('shop');
  await dataset.createTable('chunks', { schema: SCHEMA });
  const data = Buffer.from(Array.from({ length: 30_000 }, (_, index) => `row number,${index}\n`).join(''));
  const configuration = { load: { destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'chunks' } } };
  const started = await fetch(`${service.endpoint}/upload/bigquery/v2/projects/bm-local/jobs?uploadType=resumable`, { method: 'POST', body: JSON.stringify({ configuration }) });
  const session = started.headers.get('location') ?? '';
  const put = (from: number, to: number) => fetch(session, { method: 'PUT', body: data.subarray(from, to), headers: { 'content-range': `bytes ${from}-${to - 1}/${data.length}` } });
  const first = await put(0, 262_144);
  expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-262143']);
  const last = (await (await put(262_144, data.length)).json()) as { jobReference: { jobId: string } };
  const again = (await (await put(262_144, data.length)).json()) as { jobReference: { jobId: string } };
  expect(again.jobReference).toEqual(last.jobReference);
  expect((await settled(service, last.jobReference.jobId)).statistics.load).toMatchObject({ outputRows: '30000' });
});
