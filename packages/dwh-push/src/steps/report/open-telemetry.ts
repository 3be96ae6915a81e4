import type { TableRef } from '../../ports/warehouse.js';
import type { PushReceipt } from '../../receipt.js';
import type { Step } from '../../steps.js';
import { version } from '../../version.js';

/** When a step worked, in milliseconds since 1970: from its first moment to its last. */
export type StepTimes = ReadonlyMap<Step, { readonly from: number; readonly to: number }>;

type OpenTelemetry = typeof import('@opentelemetry/api');
let loaded: Promise<OpenTelemetry | undefined> | undefined;

function openTelemetry(): Promise<OpenTelemetry | undefined> {
  loaded ??= import('@opentelemetry/api').catch(() => undefined);
  return loaded;
}

/** The span in which the push was called, as Cloud Logging ties a line to its trace; nothing where there is none. https://docs.cloud.google.com/logging/docs/structured-logging */
export async function activeTrace(project: string): Promise<Readonly<Record<string, unknown>>> {
  const span = await spanContext();
  if (span === undefined) return {};
  return { 'logging.googleapis.com/trace': `projects/${project}/traces/${span.traceId}`, 'logging.googleapis.com/spanId': span.spanId, 'logging.googleapis.com/trace_sampled': (span.traceFlags & 1) === 1 };
}

/** A provider of the application's that throws costs the line its trace, and nothing else. */
async function spanContext() {
  const api = await openTelemetry();
  try {
    return api?.trace.getActiveSpan()?.spanContext();
  } catch {
    return undefined;
  }
}

/**
 * Spans of a push and its steps, and its metrics, where the application has OpenTelemetry: they are made in the end, with the times that were, as children of the span in which the push was called.
 * Without a provider they go nowhere.
 */
export async function traceWithOpenTelemetry(receipt: PushReceipt, times: StepTimes, { table, team }: { readonly table: TableRef; readonly team: string | undefined }): Promise<void> {
  const api = await openTelemetry();
  if (api === undefined) return;
  const attributes = { 'dwh.table': receipt.table, 'dwh.outcome': receipt.outcome, ...(receipt.partition === undefined ? {} : { 'dwh.partition': receipt.partition }) };
  const tracer = api.trace.getTracer('@bm/dwh-push', version);
  const span = tracer.startSpan('dwh-push', { startTime: Date.parse(receipt.startedAt), attributes: { ...attributes, 'dwh.rows_loaded': receipt.rowsLoaded, 'dwh.rows_rejected': receipt.rowsRejected, 'dwh.source_bytes': receipt.sourceBytes } });
  if (receipt.errorCode !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: receipt.errorCode });
  const within = api.trace.setSpan(api.context.active(), span);
  // The report is what has been going on since.
  const now = Date.now();
  for (const [step, { from, to }] of [...times, ['report', { from: Date.parse(receipt.finishedAt), to: now }] as const]) tracer.startSpan(`dwh-push ${step}`, { startTime: from, attributes }, within).end(to);
  span.end(now);
  const meter = api.metrics.getMeter('@bm/dwh-push', version);
  const labels = { 'dwh.dataset': table.dataset, 'dwh.table': receipt.table, 'dwh.outcome': receipt.outcome, ...(team === undefined ? {} : { 'dwh.team': team }) };
  meter.createCounter('dwh.push.pushes').add(1, labels);
  meter.createCounter('dwh.push.rows', { unit: '{row}' }).add(receipt.rowsLoaded, labels);
  meter.createCounter('dwh.push.rejects', { unit: '{row}' }).add(receipt.rowsRejected, labels);
  meter.createCounter('dwh.push.bytes', { unit: 'By' }).add(receipt.sourceBytes, labels);
  if (receipt.outcome !== 'failed') meter.createGauge('dwh.push.last_success', { unit: 's' }).record(Math.floor(Date.parse(receipt.finishedAt) / 1000), labels);
  for (const [step, milliseconds] of Object.entries(receipt.durationsMs)) meter.createHistogram('dwh.push.step_duration', { unit: 's' }).record(milliseconds / 1000, { ...labels, step });
}
