import { metrics, trace, type Attributes, type Span, type SpanOptions, type TimeInput } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const spans: { name: string; attributes: Attributes | undefined; start: TimeInput | undefined; end?: TimeInput | undefined; status?: unknown }[] = [];
const counted: { name: string; value: number; labels: Attributes | undefined }[] = [];

beforeAll(() => {
  const startSpan = (name: string, { attributes, startTime }: SpanOptions = {}) => {
    const span: (typeof spans)[number] = { name, attributes, start: startTime };
    spans.push(span);
    return { setStatus: (status: unknown) => void (span.status = status), end: (time?: TimeInput) => void (span.end = time) } as unknown as Span;
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as never });
  const instrument = (name: string) => ({ add: (value: number, labels?: Attributes) => void counted.push({ name, value, labels }), record: (value: number, labels?: Attributes) => void counted.push({ name, value, labels }) });
  metrics.setGlobalMeterProvider({ getMeter: () => ({ createCounter: instrument, createHistogram: instrument, createGauge: instrument }) as never });
});
afterAll(() => {
  trace.disable();
  metrics.disable();
});

it('a push is a span with one for each step, and metrics, where the application has OpenTelemetry', async () => {
  const schema = z.object({ a: z.int() });
  await warehouse.push({ source: [{ a: 1 }, { a: 2 }], table: 'traced.t', partitionDate: '2021-04-03', schema });
  expect(new Set(spans.map(({ name }) => name))).toEqual(new Set(['dwh-push', ...['source', 'decode', 'validate', 'stage', 'load', 'register', 'report'].map((step) => `dwh-push ${step}`)]));
  expect(spans[0]).toMatchObject({ attributes: { 'dwh.table': 'bm-local.traced.t', 'dwh.outcome': 'published', 'dwh.rows_loaded': 2 } });
  for (const { start, end } of spans) expect(Number(end)).toBeGreaterThanOrEqual(Number(start));
  expect(counted).toContainEqual({ name: 'dwh.push.rows', value: 2, labels: { 'dwh.dataset': 'traced', 'dwh.table': 'bm-local.traced.t', 'dwh.outcome': 'published', 'dwh.team': 'Team Tests' } });
  expect(counted).toContainEqual({ name: 'dwh.push.last_success', value: expect.closeTo(Date.now() / 1000, -3) as number, labels: expect.objectContaining({ 'dwh.team': 'Team Tests' }) as Attributes });
  spans.length = 0;
  const lines: object[] = [];
  const getActiveSpan = vi.spyOn(trace, 'getActiveSpan').mockReturnValue({ spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }) } as unknown as Span);
  await warehouse.push({ source: [{ a: 3 }], table: 'traced.t', partitionDate: '2021-04-03', schema, logger: { info: (entry) => void lines.push(entry), error: () => undefined } });
  getActiveSpan.mockRestore();
  expect(lines).toMatchObject([{ 'logging.googleapis.com/trace': 'projects/bm-local/traces/0af7651916cd43dd8448eb211c80319c', 'logging.googleapis.com/spanId': 'b7ad6b7169203331', 'logging.googleapis.com/trace_sampled': true }]);
  spans.length = 0;
  await warehouse.failure({ source: [{ a: 'x' }] as never, table: 'traced.t', partitionDate: '2021-04-03', schema });
  expect(spans[0]).toMatchObject({ name: 'dwh-push', status: { code: 2, message: 'DATA_REJECTED' } });
});
