import type { TableRef } from './warehouse.js';

/** What the catalog knows of a dataset beside what BigQuery tells it; only text and whole numbers. */
export type DatasetAspect = Readonly<Record<string, string | number | undefined>>;

/** What it knows of a column of personal data. */
export interface PersonalDataAspect {
  readonly class: string;
  readonly policy_tag: string;
}

export interface EntryAspects {
  readonly dataset: DatasetAspect;
  /** By the column's path, `address.city`. */
  readonly columns: ReadonlyMap<string, PersonalDataAspect>;
}

/** The reason of a `ServiceError` where the warehouse team has not made the aspect types. */
export const ASPECT_TYPE_MISSING = 'aspectTypeMissing';

/** The entries that the Knowledge Catalog has of BigQuery's tables by itself. */
export interface Catalog {
  /** Whether there is a catalog to write into. */
  readonly available: boolean;
  /**
   * Attaches our aspects to a table's entry; those of others stay.
   *
   * @throws ServiceError with status 404 where there is no entry yet: it comes a while after the table
   */
  attach(table: TableRef, location: string, aspects: EntryAspects, signal?: AbortSignal): Promise<void>;
  /** Our aspects of a table; undefined where it has none, or no entry. */
  read(table: TableRef, location: string): Promise<EntryAspects | undefined>;
}
