import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { clientsOf, codeOf, type Clients } from '../grpc/clients.js';

let warehouse: LocalWarehouse;
let clients: Clients;
const name = 'projects/bm-local';
const type = 'custom.googleapis.com/dwh/rows';
const now = Math.floor(Date.now() / 1000);
beforeEach(async () => {
  warehouse = await startLocalWarehouse();
  clients = clientsOf(warehouse);
});
afterEach(async () => {
  await clients.close();
  await warehouse.close();
});

const describeMetric = (more: object = {}) => clients.metrics.createMetricDescriptor({ name, metricDescriptor: { type, metricKind: 'GAUGE', valueType: 'INT64', unit: '{row}', labels: [{ key: 'team', valueType: 'STRING' }], ...more } });
const resource = { type: 'generic_task', labels: { location: 'eu', namespace: 'dwh', job: 'push', task_id: '1' } };
const series = (seconds: number, value = 1, team = 'a', more: object = {}) => ({ metric: { type, labels: { team } }, resource, points: [{ interval: { endTime: { seconds } }, value: { int64Value: value } }], ...more });
const write = (...timeSeries: object[]) => clients.metrics.createTimeSeries({ name, timeSeries: timeSeries as never });
const read = async (filter = `metric.type = "${type}"`, interval: object = { startTime: { seconds: now - 100_000 }, endTime: { seconds: now + 1_000 } }) =>
  (await clients.metrics.listTimeSeries({ name, filter, interval, view: 'FULL' }))[0].map((one) => [one.metric?.labels?.['team'], ...(one.points ?? []).map((point) => Number(point.value?.int64Value))]);

describe('metric descriptors', () => {
  it('are read back, grow by labels, and keep kind and type', async () => {
    await describeMetric();
    expect((await clients.metrics.getMetricDescriptor({ name: `${name}/metricDescriptors/${type}` }))[0]).toMatchObject({ type, metricKind: 'GAUGE', valueType: 'INT64', unit: '{row}' });
    expect(await codeOf(describeMetric({ labels: [{ key: 'team' }, { key: 'dataset' }] }))).toBe('answered');
    expect(await codeOf(describeMetric())).toBe(3);
    expect(await codeOf(describeMetric({ valueType: 'DOUBLE' }))).toBe(3);
    expect(await codeOf(describeMetric({ type: 'custom.googleapis.com/x', metricKind: 'DELTA' }))).toBe(3);
    expect(await codeOf(describeMetric({ type: 'compute.googleapis.com/x' }))).toBe(3);
    expect(await codeOf(describeMetric({ type: 'custom.googleapis.com/x', labels: Array.from({ length: 31 }, (_, index) => ({ key: `l${index}` })) }))).toBe(3);
    expect((await clients.metrics.listMetricDescriptors({ name, filter: 'metric.type = starts_with("custom.googleapis.com/dwh/")' }))[0]).toHaveLength(1);
    await clients.metrics.deleteMetricDescriptor({ name: `${name}/metricDescriptors/${type}` });
    expect((await clients.metrics.listMetricDescriptors({ name }))[0]).toEqual([]);
  });

  it('of resources are there', async () => {
    expect((await clients.metrics.getMonitoredResourceDescriptor({ name: `${name}/monitoredResourceDescriptors/generic_task` }))[0].labels?.map((label) => label.key)).toContain('task_id');
  });
});

describe('points', () => {
  it('are read back, the latest first, by labels and interval', async () => {
    await describeMetric();
    await write(series(now - 20, 1), series(now - 20, 7, 'b'));
    await write(series(now - 10, 2));
    expect((await read()).toSorted()).toEqual([['a', 2, 1], ['b', 7]]);
    expect(await read(`metric.type = "${type}" AND metric.labels.team = "b" AND resource.type = "generic_task"`)).toEqual([['b', 7]]);
    expect(await read(undefined, { startTime: { seconds: now - 15 }, endTime: { seconds: now } })).toEqual([['a', 2]]);
    expect(await codeOf(read('metric.type = "x" OR metric.type = "y"'))).toBe(12);
    expect(await codeOf(read('resource.type = "global"'))).toBe(3);
  });

  it.each<[string, () => object[], RegExp]>([
    ['none', () => [], /at least one/],
    ['more than 200', () => Array.from({ length: 201 }, (_, index) => series(now, 1, `t${index}`)), /200/],
    ['a series twice', () => [series(now), series(now + 6)], /Duplicate TimeSeries/],
    ['two points in a series', () => [{ ...series(now), points: [...series(now - 10).points, ...series(now).points] }], /Only one point/],
    ['another value type', () => [{ ...series(now), points: [{ interval: { endTime: { seconds: now } }, value: { doubleValue: 1 } }] }], /must be INT64, but is DOUBLE/],
    ['another kind', () => [series(now, 1, 'a', { metricKind: 'CUMULATIVE' })], /must be GAUGE/],
    ['an unknown label', () => [{ ...series(now), metric: { type, labels: { team: 'a', who: 'b' } } }], /Unrecognized metric label/],
    ['an incomplete resource', () => [{ ...series(now), resource: { type: 'generic_task', labels: { location: 'eu' } } }], /Missing labels: \(namespace job task_id\)/],
    ['a resource that is none', () => [{ ...series(now), resource: { type: 'bigquery_job', labels: {} } }], /resource type/],
  ])('refuses a call with %s as a whole', async (_name, timeSeries, message) => {
    await describeMetric();
    await expect(write(series(now, 1, 'good'), ...timeSeries()).then((answer) => (timeSeries().length === 0 ? write() : answer))).rejects.toMatchObject({ code: 3, message: expect.stringMatching(message) });
    expect((await read()).filter(([team]) => team !== 'good')).toEqual([]);
  });

  it.each<[string, () => object, RegExp]>([
    ['out of order', () => series(now - 60, 2), /written in order/],
    ['too often', () => series(now - 46, 2), /more frequently/],
    ['too old', () => series(now - 25 * 3600 - 60, 2), /past/],
    ['too early', () => series(now + 400, 2), /future/],
    ['over a time', () => ({ ...series(now), points: [{ interval: { startTime: { seconds: now - 5 }, endTime: { seconds: now } }, value: { int64Value: 2 } }] }), /must be equal for GAUGE/],
  ])('that come %s are refused one by one, with a summary; the others are written', async (_name, bad, message) => {
    await describeMetric();
    await write(series(now - 50, 1));
    const error = await write(bad(), series(now, 9, 'b')).then(
      () => undefined,
      (refused: Error & { code: number; statusDetails?: { totalPointCount: number; successPointCount: number; errors: { pointCount: number }[] }[]; metadata: { get(key: string): Buffer[] } }) => refused,
    );
    expect(error).toMatchObject({ code: 3, message: expect.stringMatching(message) });
    expect(error?.metadata.get('grpc-status-details-bin')[0]?.toString('latin1')).toContain('google.monitoring.v3.CreateTimeSeriesSummary');
    expect((await read()).toSorted()).toEqual([['a', 1], ['b', 9]]);
  });

  it('describe a metric that nobody described', async () => {
    await write(series(now));
    expect((await clients.metrics.getMetricDescriptor({ name: `${name}/metricDescriptors/${type}` }))[0]).toMatchObject({ metricKind: 'GAUGE', valueType: 'INT64', labels: [{ key: 'team' }] });
  });
});

it('alert policies are refused by name', async () => {
  await expect(clients.alerts.listAlertPolicies({ name })).rejects.toMatchObject({ code: 12, message: expect.stringContaining('AlertPolicyService/ListAlertPolicies') });
});
