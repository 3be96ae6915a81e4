import type { Resource } from './resource.js';

/** A policy tag, `projects/P/locations/L/taxonomies/T/policyTags/X`; it inherits its taxonomy's policy. */
export function policyTagResource(name: string): Resource {
  return { kind: 'other', project: projectOf(name), type: 'datacatalog.googleapis.com/PolicyTag', name, parents: [taxonomyOf(name)] };
}

export function taxonomyResource(tagName: string): Resource {
  return { kind: 'other', project: projectOf(tagName), type: 'datacatalog.googleapis.com/Taxonomy', name: taxonomyOf(tagName) };
}

function taxonomyOf(name: string): string {
  return name.split('/policyTags/', 1)[0] ?? '';
}

function projectOf(name: string): string {
  return name.split('/')[1] ?? '';
}
