import { randomInt } from 'node:crypto';

import { DocumentStore, type Document } from '../documents/document-store.js';
import type { Engine } from '../engine/engine.js';
import { notFound } from '../grpc/grpc-error.js';

export interface Taxonomy extends Document {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly activatedPolicyTypes?: readonly string[];
  /** Milliseconds. */
  readonly created: number;
  readonly updated: number;
}

export interface PolicyTag extends Document {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly parentPolicyTag?: string;
}

/** Taxonomies and their tags. */
export class TaxonomyStore {
  readonly taxonomies: DocumentStore<Taxonomy>;
  readonly tags: DocumentStore<PolicyTag>;

  constructor(engine: Engine) {
    this.taxonomies = new DocumentStore(engine, 'taxonomy');
    this.tags = new DocumentStore(engine, 'policyTag');
  }

  async taxonomy(name: string): Promise<Taxonomy> {
    const found = await this.taxonomies.get(name);
    if (found === undefined) throw notFound(`Taxonomy ${name} not found.`);
    return found;
  }

  async tag(name: string): Promise<PolicyTag> {
    const found = await this.tags.get(name);
    if (found === undefined) throw notFound(`Policy tag ${name} not found.`);
    return found;
  }

  tagsOf(taxonomy: string): Promise<PolicyTag[]> {
    return this.tags.list(`${taxonomy}/policyTags/`);
  }
}

/** An id like those that the service makes up: digits. */
export function newId(): string {
  return String(randomInt(2 ** 47)).padStart(15, '1');
}
