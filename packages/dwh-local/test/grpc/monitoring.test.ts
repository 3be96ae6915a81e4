import { describe, expect, it } from 'vitest';

import { PROJECT, useGoverned } from './support.js';

const governed = useGoverned();
const name = `projects/${PROJECT}`;
const seconds = (offset = 0) => ({ seconds: Math.floor(Date.now() / 1000) + offset });
const resource = { type: 'generic_task', labels: { project_id: PROJECT, location: 'eu', namespace: 'dwh', job: 'shop.orders', task_id: '1' } };
const point = (value: number, end = seconds()) => ({ interval: { endTime: end }, value: { int64Value: value } });
const series = (type: string, labels: Record<string, string>, points = [point(1)]) => ({ metric: { type: `custom.googleapis.com/${type}`, labels }, resource, points });

describe('custom metrics', () => {
  it('are described, written and read', async () => {
    const metrics = governed.metrics();
    const type = 'custom.googleapis.com/dwh/rows';
    await metrics.createMetricDescriptor({ name, metricDescriptor: { type, metricKind: 'GAUGE', valueType: 'INT64', unit: '{row}', labels: [{ key: 'team', valueType: 'STRING' }] } });
    expect((await metrics.getMetricDescriptor({ name: `${name}/metricDescriptors/${type}` }))[0]).toMatchObject({ type, metricKind: 'GAUGE', valueType: 'INT64', unit: '{row}' });
    await metrics.createTimeSeries({ name, timeSeries: [series('dwh/rows', { team: 'a' }, [point(7)]), series('dwh/rows', { team: 'b' }, [point(8)])] });
    const [found] = await metrics.listTimeSeries({ name, filter: `metric.type = "${type}" AND metric.labels.team = "b" AND resource.type = "generic_task"`, interval: { startTime: seconds(-60), endTime: seconds(60) }, view: 'FULL' });
    expect(found).toMatchObject([{ metric: { type, labels: { team: 'b' } }, metricKind: 'GAUGE', valueType: 'INT64', points: [{ value: { int64Value: '8' } }] }]);
  });

  it.each<[string, () => object[], RegExp]>([
    ['twice within five seconds', () => [series('often', { k: 'v' }, [point(1, seconds(2))])], /more frequently/],
    ['in another order', () => [series('often', { k: 'v' }, [point(1, seconds(-30))])], /must be written in order/],
    ['from more than 25 hours ago', () => [series('old', {}, [point(1, seconds(-26 * 3600))])], /25h in the past/],
    ['from the future', () => [series('new', {}, [point(1, seconds(600))])], /5 minutes in the future/],
    ['with a label that the metric does not have', () => [series('often', { other: 'v' })], /Unrecognized metric label/],
    ['of a resource that is none', () => [{ ...series('x', {}), resource: { type: 'nowhere', labels: {} } }], /resource.type/],
    ['of another kind', () => [{ ...series('often', { k: 'v2' }), metricKind: 'CUMULATIVE' }], /must be GAUGE/],
    ['of several points', () => [series('many', {}, [point(1), point(2)])], /Exactly one point/],
    ['twice in one request', () => [series('twice', {}), series('twice', {})], /Duplicate TimeSeries/],
    ['more than 200 at once', () => Array.from({ length: 201 }, (_, index) => series('much', { k: String(index) })), /Only 200/],
  ])('are refused %s', async (_, make, message) => {
    const metrics = governed.metrics();
    await metrics.createTimeSeries({ name, timeSeries: [series('often', { k: 'v' })] as never }).catch(() => undefined);
    await expect(metrics.createTimeSeries({ name, timeSeries: make() as never })).rejects.toMatchObject({ code: 3, message: expect.stringMatching(message) });
  });

  it('are written as far as they can be, and what failed is counted', async () => {
    const metrics = governed.metrics();
    const error = await metrics.createTimeSeries({ name, timeSeries: [series('part', { k: 'good' }), series('part', { k: 'bad' }, [point(1, seconds(900))])] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 3, statusDetails: [expect.objectContaining({ totalPointCount: 2, successPointCount: 1 })] });
    const [found] = await metrics.listTimeSeries({ name, filter: 'metric.type = "custom.googleapis.com/part"', interval: { startTime: seconds(-60), endTime: seconds(60) } });
    expect(found.map(({ metric }) => metric?.labels)).toEqual([{ k: 'good' }]);
  });
});
