import type { StoredAspect } from './stored.js';

/** An entry as the catalog sees it, whoever made it. Names with the project's id, times in milliseconds, aspects by canonical keys. */
export interface CatalogEntry {
  readonly name: string;
  readonly entryType: string;
  readonly created: number;
  readonly updated: number;
  /** Aspects that its type demands. On entries of the warehouse itself they are read-only. */
  readonly required: Readonly<Record<string, StoredAspect>>;
  readonly optional: Readonly<Record<string, StoredAspect>>;
  readonly parentEntry: string;
  readonly fullyQualifiedName: string;
  readonly entrySource: object | null;
  /** Set for entries that the warehouse makes itself: when their subject was created, and the paths of its columns. */
  readonly system?: { readonly subject: number; readonly columns: ReadonlySet<string> };
}
