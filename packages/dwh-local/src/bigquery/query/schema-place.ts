import type { DatasetRecord } from '../store/dataset-record.js';

/** What an INFORMATION_SCHEMA is of: one dataset, or all of a project in one location. */
export interface SchemaPlace {
  readonly project: string;
  readonly location: string;
  readonly dataset?: DatasetRecord;
  /** Who asks, for JOBS_BY_USER. */
  readonly user: string;
}

/** A value of a row of metadata; an object is a job's error. */
export type SchemaValue = string | number | Date | null | { readonly reason: string | null; readonly location: string | null; readonly message: string | null };
