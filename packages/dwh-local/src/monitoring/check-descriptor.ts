import { invalidArgument } from '../grpc/grpc-error.js';
import { MAX_LABEL_KEY_LENGTH, MAX_METRIC_LABELS } from './limits.js';
import type { LabelDescriptor, MetricDescriptor } from './stored.js';

const TYPE = /^(?:custom|external)\.googleapis\.com\/[A-Za-z0-9_./-]{1,180}$/;
const KINDS = new Set(['GAUGE', 'CUMULATIVE']);
const VALUES = new Set(['BOOL', 'INT64', 'DOUBLE', 'STRING', 'DISTRIBUTION']);

/** @throws GrpcError INVALID_ARGUMENT for what a custom metric cannot be. */
export function checkDescriptor({ type, metricKind, valueType, labels }: Omit<MetricDescriptor, 'name'>): void {
  if (!TYPE.test(type)) throw fieldError('type', 'a metric type of one\'s own starts with custom.googleapis.com/ and holds letters, digits, slashes, dots, underscores and hyphens');
  if (!KINDS.has(metricKind)) throw fieldError('metricKind', 'a metric kind of one\'s own is GAUGE or CUMULATIVE');
  if (!VALUES.has(valueType)) throw fieldError('valueType', `it is one of ${[...VALUES].join(', ')}`);
  if (metricKind !== 'GAUGE' && (valueType === 'BOOL' || valueType === 'STRING')) throw fieldError('valueType', `${valueType} is only for GAUGE`);
  if (labels.length > MAX_METRIC_LABELS) throw fieldError('labels', `at most ${MAX_METRIC_LABELS} are allowed`);
  if (new Set(labels.map((label) => label.key)).size < labels.length) throw fieldError('labels', 'a key is there twice');
  for (const label of labels) checkLabelKey(label.key);
}

function checkLabelKey(key: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(key) || key.length > MAX_LABEL_KEY_LENGTH) throw fieldError('labels', `a key starts with a letter, holds letters, digits and underscores, and has at most ${MAX_LABEL_KEY_LENGTH} characters`);
}

/** Kind and value type of a metric are fixed; its labels can only become more. @throws GrpcError INVALID_ARGUMENT */
export function checkSameMetric(before: MetricDescriptor, after: Omit<MetricDescriptor, 'name'>): void {
  if (before.metricKind !== after.metricKind) throw fieldError('metricKind', `the metric exists with ${before.metricKind}`);
  if (before.valueType !== after.valueType) throw fieldError('valueType', `the metric exists with ${before.valueType}`);
  const changed = before.labels.find((label) => !after.labels.some((other) => sameLabel(label, other)));
  if (changed !== undefined) throw fieldError('labels', `the metric exists with a label ${changed.key} of type ${changed.valueType}`);
}

function sameLabel(left: LabelDescriptor, right: LabelDescriptor): boolean {
  return left.key === right.key && left.valueType === right.valueType;
}

function fieldError(field: string, why: string) {
  return invalidArgument(`Field metricDescriptor.${field} had an invalid value: ${why}.`);
}
