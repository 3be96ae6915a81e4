import { nameParts, page, requiredText, text } from '../grpc/fields.js';
import { invalidArgument, notFound, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { Series } from './metric-store.js';

/** The resources that custom metrics are written for, with their labels: https://docs.cloud.google.com/monitoring/custom-metrics/creating-metrics#custom-metric-resource-types */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  global: ['project_id'],
  generic_task: ['project_id', 'location', 'namespace', 'job', 'task_id'],
  generic_node: ['project_id', 'location', 'namespace', 'node_id'],
  gce_instance: ['project_id', 'instance_id', 'zone'],
  k8s_container: ['project_id', 'location', 'cluster_name', 'namespace_name', 'pod_name', 'container_name'],
  k8s_pod: ['project_id', 'location', 'cluster_name', 'namespace_name', 'pod_name'],
  k8s_cluster: ['project_id', 'location', 'cluster_name'],
  k8s_node: ['project_id', 'location', 'cluster_name', 'node_name'],
  dataflow_job: ['project_id', 'job_name', 'region'],
  aws_ec2_instance: ['project_id', 'instance_id', 'region', 'aws_account'],
};

export function checkResource(resource: Series['resource'] | undefined, field: string): void {
  const labels = resource?.type === undefined ? undefined : RESOURCES[resource.type];
  if (labels === undefined) throw invalidArgument(`Field ${field}.resource.type had an invalid value of "${resource?.type ?? ''}": custom metrics cannot be written for it.`);
  const unknown = Object.keys(resource?.labels ?? {}).find((label) => !labels.includes(label));
  if (unknown !== undefined) throw invalidArgument(`Field ${field}.resource.labels had an invalid value of "${unknown}": Unrecognized resource label.`);
}

export async function getResourceDescriptor(request: GrpcRequest): Promise<object> {
  const { project, type } = nameParts(requiredText(request, 'name'), 'projects/{project}/monitoredResourceDescriptors/{type}');
  const labels = RESOURCES[type as string];
  if (labels === undefined) throw notFound(`The monitored resource type ${type} is not served.`);
  return descriptor(project as string, type as string, labels);
}

export async function listResourceDescriptors(request: GrpcRequest): Promise<object> {
  const { project } = nameParts(requiredText(request, 'name'), 'projects/{project}');
  if (text(request, 'filter') !== '') throw unimplemented('a filter of monitored resource descriptors');
  const { items, nextPageToken } = page(Object.entries(RESOURCES), request, 1000);
  return { resourceDescriptors: items.map(([type, labels]) => descriptor(project as string, type, labels)), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

function descriptor(project: string, type: string, labels: readonly string[]): object {
  return { name: `projects/${project}/monitoredResourceDescriptors/${type}`, type, labels: labels.map((key) => ({ key, valueType: 'STRING' })) };
}
