import { policyTagResource, taxonomyResource } from '../iam/policy-tag.js';
import type { Resource } from '../iam/resource.js';

const ENTRY = /^projects\/[^/]+\/locations\/(?<location>[^/]+)\/entryGroups\/(?<group>[^/]+)\/entries\/bigquery\.googleapis\.com\/projects\/(?<project>[^/]+)\/datasets\/(?<dataset>[^/]+)\/tables\/(?<table>[^/]+)$/;

/** What a permission is asked on, from the name that a request has. Grants on the catalog are of entry groups, not of entries: https://docs.cloud.google.com/dataplex/docs/iam-permissions */
export function resourceOf(name: string, permission: string): Resource {
  const entry = ENTRY.exec(name)?.groups as { location: string; group: string; project: string; dataset: string; table: string } | undefined;
  if (entry !== undefined) {
    if (permission.startsWith('bigquery.')) return { kind: 'table', project: entry.project, dataset: entry.dataset, table: entry.table };
    return { kind: 'other', project: entry.project, type: 'dataplex.googleapis.com/EntryGroup', name: `projects/${entry.project}/locations/${entry.location}/entryGroups/${entry.group}` };
  }
  if (name.includes('/policyTags/')) return policyTagResource(name);
  if (name.includes('/taxonomies/')) return taxonomyResource(name);
  const project = name.split('/')[1] ?? '';
  const aspectType = /^projects\/[^/]+\/locations\/[^/]+\/aspectTypes\/[^/]+$/.test(name);
  return aspectType ? { kind: 'other', project, type: 'dataplex.googleapis.com/AspectType', name } : { kind: 'project', project };
}
