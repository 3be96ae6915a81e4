import { randomUUID } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { clientsOf, codeOf, type Clients } from '../grpc/clients.js';

let warehouse: LocalWarehouse;
let clients: Clients;
const parent = 'projects/bm-local/locations/eu';
beforeEach(async () => {
  warehouse = await startLocalWarehouse();
  clients = clientsOf(warehouse);
});
afterEach(async () => {
  await clients.close();
  await warehouse.close();
});

const text = (stringValue: string) => ({ stringValue });
const object = (fields: object) => ({ structValue: { fields } });
const datasets = (...names: [string, string][]) => ({ listValue: { values: names.map(([namespace, name]) => object({ namespace: text(namespace), name: text(name) })) } });
const event = (eventType: string, eventTime: string, runId: string, more: object = {}) => ({
  fields: {
    ...{ eventType: text(eventType), eventTime: text(eventTime), producer: text('https://example.com'), schemaURL: text('https://openlineage.io/spec/2-0-2/OpenLineage.json') },
    ...{ run: object({ runId: text(runId) }), job: object({ namespace: text('dwh-push'), name: text('shop.users') }) },
    ...{ inputs: datasets(['https://example.com', 'users.csv']), outputs: datasets(['bigquery', 'bm-local.shop.users']), ...more },
  },
});
const send = async (openLineage: object, requestId = '') => (await clients.lineage.processOpenLineageRunEvent({ parent, openLineage: openLineage as never, requestId }))[0];

describe('OpenLineage events', () => {
  it('become a process, a run and a link that is found from both ends', async () => {
    const runId = randomUUID();
    const started = await send(event('START', '2026-01-01T00:00:00Z', runId, { inputs: datasets() }));
    const ended = await send(event('COMPLETE', '2026-01-01T00:01:00.5Z', runId));
    expect(ended.run).toBe(started.run);
    expect([started.lineageEvents?.length, ended.lineageEvents?.length]).toEqual([0, 1]);
    expect((await clients.lineage.getRun({ name: ended.run ?? '' }))[0]).toMatchObject({ state: 'COMPLETED', startTime: { seconds: '1767225600' }, endTime: { seconds: '1767225660', nanos: 500_000_000 } });
    const target = { fullyQualifiedName: 'bigquery:bm-local.shop.users' };
    const [links] = await clients.lineage.searchLinks({ parent, target });
    expect(links).toMatchObject([{ source: { fullyQualifiedName: 'https://example.com:users.csv' }, target }]);
    expect((await clients.lineage.searchLinks({ parent, source: target }))[0]).toEqual([]);
    const [found] = await clients.lineage.batchSearchLinkProcesses({ parent, links: links.map((link) => link.name ?? '') });
    expect(found).toMatchObject([{ process: ended.process, links: [{ link: links[0]?.name }] }]);
  });

  it('count once per request id', async () => {
    const [requestId, runId] = [randomUUID(), randomUUID()];
    const first = await send(event('COMPLETE', '2026-01-01T00:00:00Z', runId), requestId);
    expect((await send(event('COMPLETE', '2026-01-01T00:00:00Z', runId), requestId)).lineageEvents).toEqual(first.lineageEvents);
  });

  it.each<[string, object]>([
    ['a type that is none', { eventType: text('DONE') }],
    ['a run without an id', { run: object({}) }],
    ['a run id that is no UUID', { run: object({ runId: text('1') }) }],
    ['a time that is none', { eventTime: text('yesterday') }],
    ['too many links', { inputs: datasets(...Array.from({ length: 101 }, (_, index): [string, string] => ['a', `t${index}`])) }],
  ])('are refused with %s', async (_name, more) => {
    expect(await codeOf(send(event('COMPLETE', '2026-01-01T00:00:00Z', randomUUID(), more)))).toBe(3);
    expect((await clients.lineage.listProcesses({ parent }))[0]).toEqual([]);
  });
});

it('processes, runs and events are made, changed and deleted one inside of the other', async () => {
  const [process] = await clients.lineage.createProcess({ parent, process: { displayName: 'push', attributes: { team: text('a') } } });
  const startTime = { seconds: 1_767_225_600 };
  const [run] = await clients.lineage.createRun({ parent: process.name ?? '', run: { startTime, state: 'STARTED' } });
  const [lineageEvent] = await clients.lineage.createLineageEvent({ parent: run.name ?? '', lineageEvent: { startTime, links: [{ source: { fullyQualifiedName: 'a:b' }, target: { fullyQualifiedName: 'c:d' } }] } });
  expect(await codeOf(clients.lineage.createRun({ parent: process.name ?? '', run: { startTime } }))).toBe(3);
  expect(await codeOf(clients.lineage.createLineageEvent({ parent: run.name ?? '', lineageEvent: { startTime, links: [{ source: { fullyQualifiedName: 'nothing' }, target: { fullyQualifiedName: 'c:d' } }] } }))).toBe(3);
  await clients.lineage.updateRun({ run: { name: run.name ?? '', state: 'FAILED', endTime: startTime }, updateMask: { paths: ['state', 'end_time'] } });
  expect((await clients.lineage.listRuns({ parent: process.name ?? '' }))[0]).toMatchObject([{ state: 'FAILED' }]);
  expect((await clients.lineage.getLineageEvent({ name: lineageEvent.name ?? '' }))[0].links).toHaveLength(1);
  const [operation] = await clients.lineage.deleteProcess({ name: process.name ?? '' });
  await operation.promise();
  expect(await codeOf(clients.lineage.getLineageEvent({ name: lineageEvent.name ?? '' }))).toBe(5);
});
