import { ServiceError } from './ports/service-error.js';
import type { PushReceipt } from './receipt.js';
import type { Step } from './steps.js';

/** Who can mend it: the calling code or its configuration, the data, whoever grants access, or the service itself. */
export type Fault = 'caller' | 'data' | 'access' | 'service';

/** Whether readers of the table see the new rows: `unknown` where the answer of the commit was lost; the next push settles it. */
export type Committed = 'no' | 'unknown' | 'yes';

interface ErrorDefinition {
  /** The step that fails this way; absent where the push had not begun. */
  readonly step?: Step;
  readonly fault: Fault;
  /** Whether the same call, unchanged, can succeed later. */
  readonly retryable: boolean;
  readonly remedy: string;
}

/** The only registry of error codes. `docs/errors.md` lists exactly these; a code that was retired is never used again. */
export const ERRORS = {
  OPTIONS_INVALID: { fault: 'caller', retryable: false, remedy: 'Correct the options that the message names.' },
  TARGET_MISSING: { fault: 'caller', retryable: false, remedy: 'Set DWH_TARGET=local for the embedded warehouse or DWH_TARGET=gcp for the real one, or pass { target } to createDwhClient().' },
  TARGET_INVALID: { fault: 'caller', retryable: false, remedy: 'Correct the DWH_* variables or the client configuration that the message names.' },
  LOCAL_WAREHOUSE_UNAVAILABLE: { fault: 'caller', retryable: false, remedy: 'Install @bm/dwh-local beside @bm/dwh-push, or correct what the message says of its directory or endpoint.' },
  CONTRACT_UNSUPPORTED: { fault: 'caller', retryable: false, remedy: 'Describe the column with one of the types that docs/contracts.md lists.' },
  UNEXPECTED: { fault: 'service', retryable: false, remedy: 'Report it to the warehouse team with its stack: this is a mistake in the library.' },
  ABORTED: { fault: 'caller', retryable: true, remedy: 'Nothing to mend: the caller aborted. Push again when ready; `committed` says what readers see.' },

  DEADLINE_EXCEEDED: { fault: 'caller', retryable: true, remedy: 'Push again, with a longer `deadlineMs` where the push needs it; `committed` says what readers see.' },

  SOURCE_NOT_FOUND: { step: 'source', fault: 'caller', retryable: false, remedy: 'Check the path or URL, and that the file for this date exists.' },
  SOURCE_FORBIDDEN: { step: 'source', fault: 'access', retryable: false, remedy: 'Ask the owner of the source for the right to read it.' },
  SOURCE_UNREACHABLE: { step: 'source', fault: 'service', retryable: true, remedy: 'Push again; if it keeps failing, ask whoever serves the source.' },
  SOURCE_INTERRUPTED: { step: 'source', fault: 'service', retryable: true, remedy: 'Push again: the source ended before all of it had arrived.' },
  SOURCE_CHANGED: { step: 'source', fault: 'data', retryable: true, remedy: 'Push again once nobody writes to the source any more.' },
  SOURCE_UNREADABLE: { step: 'source', fault: 'caller', retryable: false, remedy: 'Give a source that docs/sources.md lists and that this process can read.' },
  SOURCE_CORRUPTED: { step: 'source', fault: 'service', retryable: true, remedy: 'Push again: bytes were damaged on their way.' },
  SOURCE_FAILED: { step: 'source', fault: 'caller', retryable: false, remedy: 'Look at the cause of the error: the rows that the calling code yields ended with it.' },

  DECODE_UNSUPPORTED: { step: 'decode', fault: 'caller', retryable: false, remedy: 'Provide the source in a format that docs/sources.md lists, or say with { format, compression, csv } what it is.' },
  DECODE_CORRUPT: { step: 'decode', fault: 'data', retryable: false, remedy: 'Provide the source again: its compressed data is damaged.' },
  DECODE_HEADER_MISMATCH: { step: 'decode', fault: 'data', retryable: false, remedy: 'Make the header line of the source and the columns of the contract the same, in any order.' },

  VALIDATE_FORBIDDEN: { step: 'validate', fault: 'access', retryable: false, remedy: 'Ask for roles/bigquery.jobUser on the project and the right to read the staging bucket for the service account that pushes, or pass { way: "stream" }.' },
  VALIDATE_FAILED: { step: 'validate', fault: 'service', retryable: true, remedy: 'Push again; if it keeps failing, look at the job that the message names, or pass { way: "stream" }.' },

  DATA_REJECTED: { step: 'validate', fault: 'data', retryable: false, remedy: 'Correct the records that are listed in `rejects`, or the contract, and push again.' },
  DATA_EMPTY: { step: 'validate', fault: 'data', retryable: false, remedy: 'Check the source; pass { allowEmpty: true } where replacing the data with nothing is meant.' },

  STAGE_BUCKET_NOT_FOUND: { step: 'stage', fault: 'caller', retryable: false, remedy: 'Set DWH_STAGING_BUCKET to the bucket that your onboarding created.' },
  STAGE_FORBIDDEN: { step: 'stage', fault: 'access', retryable: false, remedy: 'Ask for the permission that `error.permission` names on the staging bucket; `checkAccess()` says which grant of the onboarding has it.' },
  STAGE_TOO_LARGE: { step: 'stage', fault: 'caller', retryable: false, remedy: 'Split the source: one load job takes at most 10,000 staged objects.' },
  STAGE_FAILED: { step: 'stage', fault: 'service', retryable: true, remedy: 'Push again; if it keeps failing, look at the status of Cloud Storage.' },

  STAGE_LOCATION_MISMATCH: { step: 'stage', fault: 'caller', retryable: false, remedy: 'Use a staging bucket in the location of the dataset; your onboarding creates one.' },

  LEASE_BUSY: { step: 'load', fault: 'caller', retryable: true, remedy: 'Another push writes this partition: push again when it has ended, or pass { whenBusy: "wait" }.' },
  LEASE_LOST: { step: 'load', fault: 'service', retryable: true, remedy: 'Push again: this process was stopped or cut off for longer than its lease, and another push has taken over.' },
  LEASE_UNSETTLED: { step: 'load', fault: 'service', retryable: true, remedy: 'Push again: a job of an earlier push of this partition has to end first.' },
  LEASE_UNREADABLE: { step: 'load', fault: 'caller', retryable: false, remedy: 'Use the newest version of the library that pushes this table; where no push runs, remove the object that the message names.' },
  LOAD_DATASET_NOT_FOUND: { step: 'load', fault: 'caller', retryable: false, remedy: 'Check the dataset in `table`, or have your onboarding create it.' },
  LOAD_FORBIDDEN: { step: 'load', fault: 'access', retryable: false, remedy: 'Ask for the permission that `error.permission` names; `checkAccess()` says which grant of the onboarding has it.' },
  LOAD_LOCATION_MISMATCH: { step: 'load', fault: 'caller', retryable: false, remedy: 'Set DWH_LOCATION to the location of the dataset, or leave it out.' },
  LOAD_NOT_A_TABLE: { step: 'load', fault: 'caller', retryable: false, remedy: 'Push into a table; views and external tables hold no rows of their own.' },
  LOAD_PARTITIONING_CONFLICT: { step: 'load', fault: 'caller', retryable: false, remedy: 'A table cannot change its partitioning or clustering: correct the contract, or push into a new table.' },
  LOAD_SCHEMA_CONFLICT: { step: 'load', fault: 'caller', retryable: false, remedy: 'New nullable columns and relaxed columns are applied by themselves; anything else breaks readers: correct the contract, or push into a new table.' },
  LOAD_POLICY_TAG_MISSING: { step: 'load', fault: 'caller', retryable: false, remedy: 'Ask the warehouse team for a policy tag of that class, set DWH_TAXONOMY, or name the tag with .meta({ policyTag }); personal data is not loaded without one. For dead letters, name the class with rejects: { max, personalData }.' },
  LOAD_POLICY_TAG_FORBIDDEN: { step: 'load', fault: 'access', retryable: false, remedy: 'Ask for roles/datacatalog.viewer on the taxonomy for the service account that pushes.' },
  LOAD_PARTITION_EXPIRED: { step: 'load', fault: 'caller', retryable: false, remedy: 'The table drops partitions of this age at once: push a newer date, or have its expiration raised.' },
  LOAD_QUOTA_EXCEEDED: { step: 'load', fault: 'service', retryable: true, remedy: 'Wait at least ten minutes before the next push into this table; quotas refill gradually.' },
  LOAD_REFUSED: { step: 'load', fault: 'service', retryable: false, remedy: 'Where the message names a job, look at it in the console; report what it says to the warehouse team.' },
  LOAD_FAILED: { step: 'load', fault: 'service', retryable: true, remedy: 'Push again; if it keeps failing, look at the job that the message names; where it names none, at the network and the status of BigQuery.' },
  LOAD_UNKNOWN: { step: 'load', fault: 'service', retryable: true, remedy: 'Push again: the same push ends in the same state, whether or not this one took effect.' },
  LOAD_ROWS_MISMATCH: { step: 'load', fault: 'service', retryable: true, remedy: 'Push again, and report the job that the message names to the warehouse team.' },

  REPLAY_STALE: { step: 'load', fault: 'data', retryable: false, remedy: 'Push the partition again with the mended contract: its dead letters are not known to belong to the rows that are there now.' },

  REGISTER_FAILED: { step: 'register', fault: 'service', retryable: true, remedy: 'The rows are in place; push again to write description, labels and column descriptions.' },
  REGISTER_DISCONTINUED: { step: 'register', fault: 'caller', retryable: false, remedy: 'The rows are in place; leave out catalogApi (DWH_CATALOG_API), and the dataset is registered in Knowledge Catalog.' },
  REGISTER_FORBIDDEN: { step: 'register', fault: 'access', retryable: false, remedy: 'The rows are in place; ask for the permission that `error.permission` names, so that table and catalog can be described; `checkAccess()` says which grant of the onboarding has it.' },

  BACKFILL_INCOMPLETE: { fault: 'data', retryable: true, remedy: 'Look at the results of the partitions that the message names, and call the same backfill again, without `restart`: it goes on where it stopped.' },

  ERASE_FORBIDDEN: { fault: 'access', retryable: false, remedy: 'Erasing needs bigquery.tables.getData and bigquery.tables.updateData on the dataset; of columns with a policy tag, roles/datacatalog.categoryFineGrainedReader.' },
  ERASE_FAILED: { fault: 'service', retryable: true, remedy: 'Erase again: what is gone stays gone, and the rest goes. If it keeps failing, look at the job in the console.' },

  VIEW_FORBIDDEN: { fault: 'access', retryable: false, remedy: 'Publishing a view needs roles/bigquery.dataEditor on its dataset and roles/bigquery.dataOwner on the datasets it reads.' },
  VIEW_REFUSED: { fault: 'caller', retryable: false, remedy: 'Correct the view as the message says.' },
  VIEW_FAILED: { fault: 'service', retryable: true, remedy: 'Publish the view again; if it keeps failing, look at the status of BigQuery.' },
} as const satisfies Record<string, ErrorDefinition>;

/** A code of the registry `ERRORS`. */
export type ErrorCode = keyof typeof ERRORS;

/** One record that does not keep the contract: where it is and which rule it breaks, never what it holds. */
export interface Reject {
  /** The object that it is in, where the source has several. */
  readonly object?: string;
  /** 1 for the first record after the header. */
  readonly record: number;
  /** Where the record begins in the source, in bytes from 0; in one that is compressed, in what it decompresses to. Absent where the source has no bytes: rows of a program, Parquet. */
  readonly byteOffset?: number;
  /** The column, and behind points the nested field: `address.city`. */
  readonly column?: string;
  /** A rule of docs/contracts.md: `integer`, `required`, `field_count`, or the code of a zod check such as `too_small`. */
  readonly rule: string;
}

/** The records that do not keep the contract. */
export interface Rejects {
  readonly total: number;
  /** The first ones, at most 20. Empty where BigQuery checked the records where they lie: there they have no order; then `byRule` is set. */
  readonly listed: readonly Reject[];
  /** How many records break which rule of which column first. */
  readonly byRule?: readonly { readonly column: string; readonly rule: string; readonly records: number }[];
}

/** What an error says beside its code and message. */
export interface DwhPushErrorDetails {
  readonly step?: Step;
  readonly committed?: Committed;
  readonly rejects?: Rejects;
  readonly permission?: string | undefined;
  readonly cause?: unknown;
}

const BRAND: unique symbol = Symbol.for('@bm/dwh-push/error') as never;

/**
 * Every failure of this library. The message says what happened and where, and never holds a data value, a credential or a query string.
 * Use `DwhPushError.isInstance(error)` rather than `instanceof`: it also knows an error of a second copy of the package.
 */
export class DwhPushError extends Error {
  override readonly name = 'DwhPushError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  /** The step that failed; absent where the push had not begun. */
  readonly step: Step | undefined;
  readonly fault: Fault;
  readonly retryable: boolean;
  readonly committed: Committed;
  /** What to do about it, in a sentence. */
  readonly remedy: string;
  /** Where records broke the contract. */
  readonly rejects: Rejects | undefined;
  /** Where access was denied and the service named it: the permission to ask for, `bigquery.tables.updateData` say. */
  readonly permission: string | undefined;
  /** What the failed push did up to then; set by `pushDataset`. */
  receipt: PushReceipt | undefined = undefined;

  constructor(code: ErrorCode, message: string, details: DwhPushErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    const definition: ErrorDefinition = ERRORS[code];
    this.code = code;
    this.step = details.step ?? definition.step;
    this.fault = definition.fault;
    this.retryable = definition.retryable;
    this.committed = details.committed ?? (this.step === 'register' ? 'yes' : 'no');
    this.remedy = definition.remedy;
    this.rejects = details.rejects;
    this.permission = details.permission ?? (details.cause instanceof ServiceError ? details.cause.permission : undefined);
  }

  /** Whether it is an error of this library, of whichever copy of the package, ESM or CommonJS. */
  static isInstance(error: unknown): error is DwhPushError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
