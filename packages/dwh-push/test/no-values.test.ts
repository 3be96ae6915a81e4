import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';

import { createDwhClient, defineDataset, type DwhClient, type PushOptions } from '@bm/dwh-push';
import { credentials } from '@grpc/grpc-js';
import { LineageClient } from '@google-cloud/lineage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
/** Stands in every value of every row, and in every secret. */
const MARK = 'XMARKX';
let client: DwhClient;
beforeAll(() => {
  client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, grpcEndpoint: warehouse.local.grpcEndpoint, team: 'shop' });
});
afterAll(() => client.close());

const schema = defineDataset({ schema: z.object({ id: z.string(), amount: z.int(), note: z.string().max(12) }), owner: 'Shop', version: '1.0.0' });
const good = `id,amount,note\n${MARK}1,1,${MARK}\n${MARK}2,2,${MARK}\n`;
const bad = `id,amount,note\n${MARK}1,${MARK},${MARK}\n${MARK}2,2,${MARK}-much-too-long\n"${MARK}"x,1,y\n`;

it('no value and no secret leaves the process but as rows of the table, whatever happens', async () => {
  const left: unknown[] = [];
  const logger = { info: (...entry: unknown[]) => void left.push(entry), error: (...entry: unknown[]) => void left.push(entry) };
  const listen = (message: unknown) => void left.push(message);
  for (const channel of ['dwh-push:start', 'dwh-push:end']) subscribe(channel, listen);
  await using server = await serve((request, response) => {
    if (request.url?.includes('gone')) response.writeHead(404).end(MARK);
    else response.writeHead(200, { 'content-type': 'text/csv' }).end(request.url?.includes('bad') ? bad : good);
  });
  const push = async (options: Partial<PushOptions>) => {
    const outcome: unknown = await client.pushDataset({ source: Buffer.from(good), format: 'csv', table: 'marked.t', partitionDate: '2021-04-03', schema: schema as never, logger, onProgress: (event) => void left.push(event), ...options }).catch((error: unknown) => error);
    const { cause, ...rest } = outcome as { cause?: unknown };
    left.push(rest, (outcome as Error).message, (outcome as Error).stack);
    // What the calling code's own rows threw is theirs, and is handed back; a cause of ours holds nothing.
    if (options.source !== THROWING) left.push(cause);
  };
  const THROWING = (function* () { yield { id: MARK, amount: 1, note: MARK }; throw new Error(MARK); })() as never;

  await push({});
  await push({ source: Buffer.from(bad) });
  await push({ source: Buffer.from(bad), rejects: { max: 5 } });
  await push({ source: server.url(`/good.csv?token=${MARK}`) });
  await push({ source: server.url(`/bad.csv?token=${MARK}`) });
  await push({ source: server.url(`/gone.csv?token=${MARK}`) });
  await push({ source: Buffer.from(`{"id":"${MARK}","amount":"${MARK}"}\n{${MARK}\n`), format: 'ndjson' });
  await push({ source: [{ id: MARK, amount: MARK, note: 1 }] as never, format: undefined as never });
  const withPath = z.object({ id: z.string(), amount: z.int(), note: z.string() }).superRefine((row, context) => context.addIssue({ code: 'custom', message: row.note, path: [row.note, 'id'] })) as never;
  for (const rejects of [undefined, { max: 5 }]) {
    await push({ source: Buffer.from(good), schema: withPath, ...(rejects && { rejects }) });
    await push({ source: [{ id: MARK, amount: 1, note: MARK }] as never, format: undefined as never, schema: withPath, ...(rejects && { rejects }) });
  }
  await push({ source: THROWING, format: undefined as never });
  await push({ source: Buffer.from(`${MARK},amount,note\n`) });
  for (const method of ['storage.objects.insert', 'bigquery.jobs.insert', 'bigquery.jobs.get', 'bigquery.tables.get', 'bigquery.tables.insert', 'dataplex.CatalogService.UpdateEntry', 'monitoring.MetricService.CreateTimeSeries', 'datalineage.Lineage.ProcessOpenLineageRunEvent']) {
    for (const status of [400, 403]) {
      const met = warehouse.local.faults.add({ method, kind: 'error', status, message: `The value ${MARK} is wrong. Permission bigquery.tables.update denied on ${MARK}` });
      await push({ table: `marked.${method.replaceAll('.', '_')}_${status}`, source: server.url('/good.csv') });
      met.remove();
    }
  }
  for (const channel of ['dwh-push:start', 'dwh-push:end']) unsubscribe(channel, listen);

  left.push(await client.describeDataset({ table: 'marked.t' }));
  left.push(await warehouse.query('SELECT * FROM dwh_ops.pushes'));
  left.push(warehouse.local.requests);
  const [jobs] = await (await client.bigQuery()).getJobs({ maxResults: 1000 });
  left.push(jobs.map(({ metadata }) => ({ labels: metadata.configuration?.labels, id: metadata.id })));
  const [objects] = await (await client.storage()).bucket(client.config.stagingBucket).getFiles();
  left.push(objects.map(({ name, metadata }) => [name, metadata.metadata]));
  const now = Math.floor(Date.now() / 1000);
  const metrics = await client.monitoring();
  for (const metric of ['rows', 'pushes', 'step_duration', 'bytes', 'rejects', 'last_success']) {
    left.push((await metrics?.listTimeSeries({ name: 'projects/bm-local', filter: `metric.type = "custom.googleapis.com/dwh/push/${metric}"`, interval: { startTime: { seconds: now - 3600 }, endTime: { seconds: now + 60 } } }))?.[0]);
  }
  const [apiEndpoint, port] = warehouse.local.grpcEndpoint.split(':');
  const lineage = new LineageClient({ projectId: 'bm-local', apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never });
  for await (const process of lineage.listProcessesAsync({ parent: 'projects/bm-local/locations/eu' })) left.push(process, (await lineage.listRuns({ parent: process.name as string }))[0]);
  await lineage.close();

  const everything = inspect(left, { depth: 20, maxArrayLength: 10_000, maxStringLength: 100_000 });
  expect(everything.length).toBeGreaterThan(20_000);
  expect(everything.indexOf(MARK) === -1 ? '' : everything.slice(everything.indexOf(MARK) - 300, everything.indexOf(MARK) + 100)).toBe('');
  // The rows themselves are there.
  expect(JSON.stringify(await warehouse.query('SELECT id FROM marked.t'))).toContain(MARK);
});
