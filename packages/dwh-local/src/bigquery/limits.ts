/** Limits of the service. https://docs.cloud.google.com/bigquery/quotas */
export const MAX_ID_LENGTH = 1_024;
export const MAX_COLUMN_NAME_LENGTH = 300;
export const MAX_COLUMN_DESCRIPTION_LENGTH = 1_024;
export const MAX_RESOURCE_DESCRIPTION_LENGTH = 16_384;
export const MAX_FRIENDLY_NAME_LENGTH = 16_384;
export const MAX_COLUMNS = 10_000;
export const MAX_NESTING_DEPTH = 15;
export const MAX_CLUSTERING_COLUMNS = 4;
export const MAX_LABELS = 64;
export const MAX_LABEL_LENGTH = 63;
export const MAX_AUTHORIZED_RESOURCES = 2_500;
export const MAX_PARTITIONS_PER_TABLE = 10_000;
export const MAX_PARTITIONS_PER_JOB = 4_000;
export const MAX_SOURCE_URIS = 10_000;
export const MAX_RECORD_BYTES = 100 * 1024 * 1024;
/** "At most five errors of each type are returned." */
export const MAX_REPORTED_ERRORS = 5;
export const MIN_DEFAULT_EXPIRATION_MS = 3_600_000;

/** How long results of queries without a destination are kept, in milliseconds. */
export const ANONYMOUS_RESULT_LIFETIME_MS = 24 * 60 * 60 * 1_000;
/** What jobs.query waits for when the caller names no time. */
export const DEFAULT_QUERY_TIMEOUT_MS = 10_000;
/** The longest that one HTTP request waits for a query; the client asks again. */
export const MAX_QUERY_WAIT_MS = 200_000;
/** A page of rows ends before it grows beyond this many bytes of JSON. */
export const MAX_PAGE_BYTES = 10 * 1024 * 1024;
export const MAX_PAGE_ROWS = 100_000;
export const DEFAULT_LIST_SIZE = 50;
export const MAX_LIST_SIZE = 1_000;

/** How many jobs run at once; the others are PENDING. DuckDB spreads one job over the cores by itself. */
export const RUNNING_JOBS = 2;

/** Of one tabledata.insertAll. */
export const MAX_STREAMED_ROWS = 50_000;
/** Rows are streamed into partitions of a decorator that are no older, in days. */
export const STREAMED_DAYS_BACK = 31;
/** And no further ahead. */
export const STREAMED_DAYS_AHEAD = 16;
/** Rows whose column decides their partition are streamed that are no older, in days. */
export const STREAMED_COLUMN_DAYS_BACK = 1825;
/** And no further ahead. */
export const STREAMED_COLUMN_DAYS_AHEAD = 366;

/** Of one file of an extract job. */
export const MAX_EXTRACTED_FILE_BYTES = 1_000_000_000;
/** What autodetection looks at. */
export const DETECTED_ROWS = 500;
export const MAX_HIVE_KEYS = 10;
