import { nameParts, page, requiredMessage, requiredText, text } from '../grpc/fields.js';
import { invalidArgument, notFound, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { MetricDescriptor, MetricStore } from './metric-store.js';

const CUSTOM = /^(custom\.googleapis\.com|external\.googleapis\.com|workload\.googleapis\.com)\/[A-Za-z0-9_/.-]{1,180}$/;
const KINDS = new Set(['GAUGE', 'CUMULATIVE']);
const TYPES = new Set(['BOOL', 'INT64', 'DOUBLE', 'STRING', 'DISTRIBUTION']);
/** https://docs.cloud.google.com/monitoring/quotas#custom_metrics_quotas */
const MAX_LABELS = 30;

/** The same type again replaces the description and adds labels; kind and type of a metric stay. */
export async function createDescriptor(store: MetricStore, request: GrpcRequest): Promise<object> {
  const { project } = nameParts(requiredText(request, 'name'), 'projects/{project}');
  const sent = requiredMessage(request, 'metricDescriptor');
  const descriptor = { ...sent, name: descriptorName(project as string, text(sent, 'type')) } as unknown as MetricDescriptor;
  checkDescriptor(descriptor);
  return store.descriptors.lock(async () => {
    const current = await store.descriptors.get(descriptor.name);
    if (current !== undefined && (current.metricKind !== descriptor.metricKind || current.valueType !== descriptor.valueType)) {
      throw invalidArgument(`Field metric_descriptor had an invalid value: metric ${descriptor.type} exists as ${current.metricKind} ${current.valueType}.`);
    }
    return store.descriptors.put(descriptor.name, descriptor);
  });
}

export async function getDescriptor(store: MetricStore, request: GrpcRequest): Promise<object> {
  const name = requiredText(request, 'name');
  const found = await store.descriptors.get(name);
  if (found === undefined) throw notFound(`Could not find descriptor for metric '${name.split('/metricDescriptors/')[1] ?? name}'.`);
  return found;
}

export async function deleteDescriptor(store: MetricStore, request: GrpcRequest): Promise<object> {
  const { name, type } = (await getDescriptor(store, request)) as MetricDescriptor;
  const prefix = `${name.split('/metricDescriptors/')[0]}/series/${type}/`;
  await store.descriptors.delete([name]);
  await store.series.delete((await store.series.list(prefix)).map((series) => String(series['name'])));
  return {};
}

export async function listDescriptors(store: MetricStore, request: GrpcRequest): Promise<object> {
  const { project } = nameParts(requiredText(request, 'name'), 'projects/{project}');
  const filter = text(request, 'filter').trim();
  const found = /^metric\.type\s*=\s*(?:(starts_with)\(\s*)?"([^"]*)"\s*\)?$/.exec(filter);
  if (filter !== '' && found === null) throw unimplemented('this filter of metric descriptors (metric.type = "..." and metric.type = starts_with("...") are)');
  const all = await store.descriptors.list(`projects/${project}/metricDescriptors/`);
  const matching = all.filter(({ type }) => found === null || (found[1] === undefined ? type === found[2] : type.startsWith(found[2] as string)));
  const { items, nextPageToken } = page(matching, request, 10_000);
  return { metricDescriptors: items, ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

export function descriptorName(project: string, type: string): string {
  return `projects/${project}/metricDescriptors/${type}`;
}

export function checkDescriptor({ type, metricKind, valueType, labels = [] }: MetricDescriptor): void {
  if (!CUSTOM.test(type)) throw invalidArgument(`Field metric_descriptor.type had an invalid value of "${type}": a custom metric begins with custom.googleapis.com/.`);
  if (!KINDS.has(metricKind)) throw invalidArgument(`Field metric_descriptor.metric_kind had an invalid value of "${metricKind}".`);
  if (!TYPES.has(valueType)) throw invalidArgument(`Field metric_descriptor.value_type had an invalid value of "${valueType}".`);
  if (metricKind === 'CUMULATIVE' && (valueType === 'BOOL' || valueType === 'STRING')) throw invalidArgument(`Field metric_descriptor.value_type: ${valueType} is for GAUGE only.`);
  if (labels.length > MAX_LABELS) throw invalidArgument(`Field metric_descriptor.labels: a metric has at most ${MAX_LABELS} labels.`);
  const bad = labels.find(({ key = '' }) => !/^[a-z][a-zA-Z0-9_]{0,99}$/.test(key));
  if (bad !== undefined) throw invalidArgument(`Field metric_descriptor.labels had an invalid key "${bad.key ?? ''}".`);
}
