import { expect, test } from 'vitest';

import { startTestService, type TestService } from './test-service.js';

const SCHEMA = {
  fields: [
    { name: 'brand', type: 'STRING' },
    { name: 'n', type: 'INT64' },
  ],
};

async function rawTable(service: TestService) {
  const [dataset] = await service.client.createDataset('shop', { location: 'EU' });
  const [table] = await dataset.createTable('catalog', { schema: SCHEMA, timePartitioning: { type: 'DAY' } });
  return table;
}

async function load(service: TestService, tableId: string, uris: string[], more: Record<string, unknown> = {}) {
  const [job] = await service.client.createJob({
    configuration: {
      load: {
        sourceUris: uris,
        destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId },
        writeDisposition: 'WRITE_TRUNCATE',
        createDisposition: 'CREATE_NEVER',
        skipLeadingRows: 1,
        ...more,
      },
    },
  } as never);
  return job;
}

async function outcome(service: TestService, job: { id?: string | undefined }) {
  for (;;) {
    const [metadata] = await service.client.job(job.id ?? '', { location: 'EU' }).getMetadata();
    if (metadata.status.state === 'DONE') return metadata;
  }
}

async function rows(service: TestService, id: string) {
  const [found] = await service.client.dataset('shop').table(id).getRows();
  return found;
}

test('A load with a decorator replaces one partition and leaves the others', async () => {
  await using service = await startTestService();
  await rawTable(service);
  const first = await service.put('a.csv', 'brand,n\nApple,1\n"Sam,sung",2\n');
  const second = await service.put('b.csv', 'brand,n\n,3\n"",\n');
  expect((await outcome(service, await load(service, 'catalog$20210403', [first]))).status).toEqual({ state: 'DONE' });
  expect((await outcome(service, await load(service, 'catalog$20210404', [first]))).status).toEqual({ state: 'DONE' });
  const done = await outcome(service, await load(service, 'catalog$20210403', [second]));
  expect(done.statistics.load).toMatchObject({ inputFiles: '1', inputFileBytes: '15', outputRows: '2', badRecords: '0' });
  expect(await rows(service, 'catalog$20210403')).toEqual([{ brand: null, n: 3 }, { brand: '', n: null }]);
  expect(await rows(service, 'catalog$20210404')).toEqual([{ brand: 'Apple', n: 1 }, { brand: 'Sam,sung', n: 2 }]);
  const [metadata] = await service.client.dataset('shop').table('catalog').getMetadata();
  expect(metadata).toMatchObject({ numRows: '4', numPartitions: '2', type: 'TABLE' });
});

test('A failed load leaves the partition as it was, says where, and burns its id', async () => {
  await using service = await startTestService();
  await rawTable(service);
  const good = await service.put('a.csv', 'brand,n\nApple,1\n');
  const bad = await service.put('b.csv', 'brand,n\nApple,1\nSamsung,secret\n');
  await outcome(service, await load(service, 'catalog$20210403', [good]));
  const job = await load(service, 'catalog$20210403', [bad]);
  const { status } = await outcome(service, job);
  expect(status.errorResult).toMatchObject({ reason: 'invalid', location: bad });
  expect(status.errorResult.message).toContain('CSV processing encountered too many errors, giving up. Rows: 2; errors: 1; max bad: 0; error percent: 0');
  expect(status.errors[1].message).toContain('row starting at position: 16');
  expect(JSON.stringify(status)).not.toContain('secret');
  expect(await rows(service, 'catalog$20210403')).toEqual([{ brand: 'Apple', n: 1 }]);
  await expect(service.client.createJob({ jobId: job.id, configuration: { load: { sourceUris: [good], destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'catalog$20210403' } } } } as never)).rejects.toMatchObject({ code: 409 });
});
