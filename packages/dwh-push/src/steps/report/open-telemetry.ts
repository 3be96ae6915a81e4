import type { PushReceipt } from '../../receipt.js';
import type { Step } from '../../steps.js';
import { version } from '../../version.js';

/** When a step worked, in milliseconds since 1970: from its first moment to its last. */
export type StepTimes = ReadonlyMap<Step, { readonly from: number; readonly to: number }>;

type OpenTelemetry = typeof import('@opentelemetry/api');
let loaded: Promise<OpenTelemetry | undefined> | undefined;

/**
 * Spans of a push and its steps, and its metrics, where the application has OpenTelemetry: they are made in the end, with the times that were, as children of the span in which the push was called.
 * Without a provider they go nowhere.
 */
export async function traceWithOpenTelemetry(receipt: PushReceipt, times: StepTimes): Promise<void> {
  loaded ??= import('@opentelemetry/api').catch(() => undefined);
  const api = await loaded;
  if (api === undefined) return;
  const attributes = { 'dwh.table': receipt.table, 'dwh.outcome': receipt.outcome, ...(receipt.partition === undefined ? {} : { 'dwh.partition': receipt.partition }) };
  const tracer = api.trace.getTracer('@bm/dwh-push', version);
  const span = tracer.startSpan('dwh-push', { startTime: Date.parse(receipt.startedAt), attributes: { ...attributes, 'dwh.rows_loaded': receipt.rowsLoaded, 'dwh.rows_rejected': receipt.rowsRejected, 'dwh.source_bytes': receipt.sourceBytes } });
  if (receipt.errorCode !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: receipt.errorCode });
  const within = api.trace.setSpan(api.context.active(), span);
  for (const [step, { from, to }] of times) tracer.startSpan(`dwh-push ${step}`, { startTime: from, attributes }, within).end(to);
  span.end(Date.parse(receipt.finishedAt));
  const meter = api.metrics.getMeter('@bm/dwh-push', version);
  const labels = { 'dwh.table': receipt.table, 'dwh.outcome': receipt.outcome };
  meter.createCounter('dwh.push.pushes').add(1, labels);
  meter.createCounter('dwh.push.rows', { unit: '{row}' }).add(receipt.rowsLoaded, labels);
  meter.createCounter('dwh.push.rejects', { unit: '{row}' }).add(receipt.rowsRejected, labels);
  meter.createCounter('dwh.push.bytes', { unit: 'By' }).add(receipt.sourceBytes, labels);
  for (const [step, milliseconds] of Object.entries(receipt.durationsMs)) meter.createHistogram('dwh.push.step_duration', { unit: 's' }).record(milliseconds / 1000, { ...labels, step });
}
