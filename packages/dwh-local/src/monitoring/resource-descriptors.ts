import { notFound } from '../grpc/grpc-error.js';
import { parseName } from '../resources/location-name.js';

/** The monitored resources that custom metrics can be written against here, and their labels. */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  global: ['project_id'],
  generic_node: ['project_id', 'location', 'namespace', 'node_id'],
  generic_task: ['project_id', 'location', 'namespace', 'job', 'task_id'],
  gce_instance: ['project_id', 'instance_id', 'zone'],
  k8s_container: ['project_id', 'location', 'cluster_name', 'namespace_name', 'pod_name', 'container_name'],
};

/** The labels of a resource type; undefined for one that is not known. */
export function resourceLabels(type: string): readonly string[] | undefined {
  return Object.hasOwn(RESOURCES, type) ? RESOURCES[type] : undefined;
}

export function listResourceDescriptors(project: string): object[] {
  return Object.keys(RESOURCES).map((type) => descriptor(project, type));
}

/** @throws GrpcError NOT_FOUND */
export function getResourceDescriptor(name: string): object {
  const { project = '', type = '' } = parseName(name, 'projects/{project}/monitoredResourceDescriptors/{type}');
  if (resourceLabels(type) === undefined) throw notFound(name);
  return descriptor(project, type);
}

function descriptor(project: string, type: string): object {
  return { name: `projects/${project}/monitoredResourceDescriptors/${type}`, type, displayName: type, labels: (RESOURCES[type] ?? []).map((key) => ({ key, valueType: 'STRING' })) };
}
