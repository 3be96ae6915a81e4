/** What a permission is asked on. */
export type Resource =
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'dataset'; readonly project: string; readonly dataset: string }
  | { readonly kind: 'table'; readonly project: string; readonly dataset: string; readonly table: string }
  | { readonly kind: 'bucket'; readonly bucket: string }
  | { readonly kind: 'object'; readonly bucket: string; readonly object: string }
  | { readonly kind: 'serviceAccount'; readonly email: string }
  /** Of another service: `type` as in `dataplex.googleapis.com/EntryGroup`, `name` relative; `parents` are names, nearest first, whose policies it inherits. */
  | { readonly kind: 'other'; readonly project: string; readonly type: string; readonly name: string; readonly parents?: readonly string[] };

/** What an IAM condition sees of a resource. https://docs.cloud.google.com/iam/docs/conditions-resource-attributes */
export interface ResourceAttributes {
  readonly service: string;
  readonly type: string;
  readonly name: string;
}

export function attributesOf(resource: Resource): ResourceAttributes {
  const type = typeOf(resource);
  return { service: type.slice(0, type.indexOf('/')), type, name: nameOf(resource) };
}

/** The relative resource name; policies are kept under it. */
export function nameOf(resource: Resource): string {
  switch (resource.kind) {
    case 'project':
      return `projects/${resource.project}`;
    case 'dataset':
      return `projects/${resource.project}/datasets/${resource.dataset}`;
    case 'table':
      return `projects/${resource.project}/datasets/${resource.dataset}/tables/${resource.table}`;
    case 'bucket':
      return `projects/_/buckets/${resource.bucket}`;
    case 'object':
      return `projects/_/buckets/${resource.bucket}/objects/${resource.object}`;
    case 'serviceAccount':
      return `projects/-/serviceAccounts/${resource.email}`;
    case 'other':
      return resource.name;
  }
}

const TYPES = {
  project: 'cloudresourcemanager.googleapis.com/Project',
  dataset: 'bigquery.googleapis.com/Dataset',
  table: 'bigquery.googleapis.com/Table',
  bucket: 'storage.googleapis.com/Bucket',
  object: 'storage.googleapis.com/Object',
  serviceAccount: 'iam.googleapis.com/ServiceAccount',
};

function typeOf(resource: Resource): string {
  return resource.kind === 'other' ? resource.type : TYPES[resource.kind];
}
