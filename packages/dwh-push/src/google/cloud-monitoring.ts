import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

import type { Clock } from '../ports/clock.js';
import { METRICS, type MetricName, type MetricPoint, type Metrics } from '../ports/metrics.js';
import { ServiceError } from '../ports/service-error.js';
import { once } from '../shared/once.js';
import { serviceError } from './call-service.js';
import type { GrpcConnection } from './grpc-connection.js';

const TYPE = 'custom.googleapis.com/dwh/push/';
/** https://docs.cloud.google.com/monitoring/quotas#custom_metrics_quotas */
const MAX_SERIES = 200;
/** Processes that push the same table write series of their own, and few enough that they stay cheap. */
const TASKS = 16;

/** A push does not wait for longer. */
const ANSWER_MS = 3_000;

const LABELS: Readonly<Partial<Record<MetricName, readonly string[]>>> = { step_duration: ['step'] };
const COMMON_LABELS = ['team', 'dataset', 'table', 'outcome'];

/** Custom metrics through @google-cloud/monitoring. */
export function cloudMonitoring(grpc: GrpcConnection, project: string, clock: Clock): Metrics {
  const name = `projects/${project}`;

  /** Written explicitly: a descriptor that comes with the first point has neither unit nor description, and cannot be changed. */
  const described = once(async () => {
    const [client, options] = await Promise.all([grpc.metrics(), grpc.callOptions(ANSWER_MS)]);
    const all = Object.entries(METRICS) as [MetricName, (typeof METRICS)[MetricName]][];
    const present = await call('metricDescriptors.list', () => client.listMetricDescriptors({ name, filter: `metric.type = starts_with("${TYPE}")` }, options));
    const known = new Set(present[0].map(({ type }) => type));
    for (const [metric, { description, valueType, unit }] of all) {
      if (known.has(`${TYPE}${metric}`)) continue;
      const labels = [...COMMON_LABELS, ...(LABELS[metric] ?? [])].map((key) => ({ key, valueType: 'STRING' as const }));
      await call('metricDescriptors.create', () => client.createMetricDescriptor({ name, metricDescriptor: { type: `${TYPE}${metric}`, metricKind: 'GAUGE', valueType, unit, description, displayName: `Push: ${metric.replaceAll('_', ' ')}`, labels } }, options));
    }
  });

  return {
    async write({ location, job }, points) {
      if (!grpc.available) return;
      await described();
      const [client, options] = await Promise.all([grpc.metrics(), grpc.callOptions(ANSWER_MS)]);
      const resource = { type: 'generic_task', labels: { project_id: project, location: location.toLowerCase(), namespace: 'dwh-push', job, task_id: TASK_ID } };
      const endTime = { seconds: Math.floor(clock.now() / 1000) };
      const timeSeries = points.map(({ metric, labels, value }: MetricPoint) => ({
        metric: { type: `${TYPE}${metric}`, labels: { ...labels } },
        resource,
        points: [{ interval: { endTime }, value: METRICS[metric].valueType === 'INT64' ? { int64Value: Math.round(value) } : { doubleValue: value } }],
      }));
      for (let at = 0; at < timeSeries.length; at += MAX_SERIES) {
        // Not repeated: some of it may have been written, and the rest is refused for its order or rate.
        await call('timeSeries.create', () => client.createTimeSeries({ name, timeSeries: timeSeries.slice(at, at + MAX_SERIES) }, options));
      }
    },
  };
}

const TASK_ID = String(createHash('sha256').update(`${hostname()} ${process.pid}`).digest().readUInt16BE() % TASKS);

async function call<T>(method: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw serviceError(`monitoring.${method}`, error) ?? new ServiceError(`monitoring.${method}`, undefined, 'unknown', false);
  }
}
