import type { PageRequest } from '../resources/page.js';
import type { FieldMask } from '../resources/update-mask.js';
import type { ViewRequest } from './entry-view.js';
import type { Aspects } from './update-aspects.js';

export interface Entry {
  readonly name: string;
  readonly entryType: string;
  readonly aspects: Aspects;
  readonly parentEntry: string;
  readonly fullyQualifiedName: string;
  readonly entrySource: { readonly displayName: string } | null;
}

export interface CreateEntryRequest {
  readonly parent: string;
  readonly entryId: string;
  readonly entry: Entry | null;
}

export interface UpdateEntryRequest {
  readonly entry: Entry | null;
  readonly updateMask: FieldMask | null;
  readonly allowMissing: boolean;
  readonly deleteMissingAspects: boolean;
  readonly aspectKeys: readonly string[];
}

export interface GetEntryRequest extends ViewRequest {
  readonly name: string;
}

export interface LookupEntryRequest extends ViewRequest {
  readonly name: string;
  readonly entry: string;
}

export interface ListEntriesRequest extends PageRequest {
  readonly parent: string;
  readonly filter: string;
}

export interface SearchEntriesRequest extends PageRequest {
  readonly name: string;
  readonly query: string;
  readonly orderBy: string;
  readonly scope: string;
}
