import type { Binding } from './policy.js';
import type { PolicyStore } from './policy-store.js';
import { nameOf, type Resource } from './resource.js';

/** What the services tell of their resources. Undefined where there is no such resource. */
export interface ResourceSource {
  /** The access list of a dataset, as bindings. */
  datasetBindings(project: string, dataset: string): Promise<readonly Binding[] | undefined>;
  /** What tells a table from an earlier one of its name. */
  tableBorn(project: string, dataset: string, table: string): Promise<string | undefined>;
  bucket(name: string): Promise<{ readonly project: string; readonly born: string } | undefined>;
}

/** Every binding that is attached to a resource or to what it lies in, the project's included. */
export async function attachedBindings(policies: PolicyStore, source: ResourceSource, ownProject: string, resource: Resource): Promise<readonly Binding[]> {
  const stored = async (name: string, born?: string) => (await policies.find(name, born))?.bindings ?? [];
  const ofProject = (project: string) => stored(`projects/${project}`);
  switch (resource.kind) {
    case 'project':
      return ofProject(resource.project);
    case 'dataset':
      return [...(await ofProject(resource.project)), ...((await source.datasetBindings(resource.project, resource.dataset)) ?? [])];
    case 'table': {
      const { project, dataset, table } = resource;
      const born = await source.tableBorn(project, dataset, table);
      const own = born === undefined ? [] : await stored(nameOf(resource), born);
      return [...(await attachedBindings(policies, source, ownProject, { kind: 'dataset', project, dataset })), ...own];
    }
    case 'bucket':
    case 'object': {
      const bucket = await source.bucket(resource.bucket);
      if (bucket === undefined) return ofProject(ownProject);
      return [...(await ofProject(bucket.project)), ...(await bucketBindings(policies, resource.bucket, bucket))];
    }
    case 'serviceAccount':
      return [...(await ofProject(ownProject)), ...(await stored(nameOf(resource)))];
    case 'other':
      return (await Promise.all([ofProject(resource.project), stored(resource.name), ...(resource.parents ?? []).map((parent) => stored(parent))])).flat();
  }
}

/** A bucket's own policy; what the service gives a new bucket until it was given another. */
export async function bucketBindings(policies: PolicyStore, name: string, { project, born }: { readonly project: string; readonly born: string }): Promise<readonly Binding[]> {
  return (await policies.find(nameOf({ kind: 'bucket', bucket: name }), born))?.bindings ?? newBucketBindings(project);
}

/** https://docs.cloud.google.com/storage/docs/access-control/iam-roles#basic-roles-modifiable */
function newBucketBindings(project: string): Binding[] {
  const editors = [`projectEditor:${project}`, `projectOwner:${project}`];
  const viewers = [`projectViewer:${project}`];
  return [
    { role: 'roles/storage.legacyBucketOwner', members: editors },
    { role: 'roles/storage.legacyBucketReader', members: viewers },
    { role: 'roles/storage.legacyObjectOwner', members: editors },
    { role: 'roles/storage.legacyObjectReader', members: viewers },
  ];
}
