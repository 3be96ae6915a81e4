import { ResourceTable } from '../resources/resource-table.js';

/** Times in milliseconds since 1970. */
export interface StoredTaxonomy {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly activatedPolicyTypes: readonly string[];
  readonly created: number;
  readonly updated: number;
}

export interface StoredPolicyTag {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  /** Empty for a tag at the top. */
  readonly parentPolicyTag: string;
}

export interface IamBinding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition: unknown;
}

/** The IAM policy of a taxonomy or a policy tag, under that one's name. */
export interface StoredPolicy {
  readonly name: string;
  readonly version: number;
  readonly etag: string;
  readonly bindings: readonly IamBinding[];
}

export const taxonomies = new ResourceTable<StoredTaxonomy>('datacatalog.taxonomy');
export const policyTags = new ResourceTable<StoredPolicyTag>('datacatalog.policyTag');
export const policies = new ResourceTable<StoredPolicy>('datacatalog.iamPolicy');
