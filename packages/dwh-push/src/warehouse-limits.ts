/** Limits of BigQuery that a push can run into. Daily ones refill gradually, and failed jobs count: https://docs.cloud.google.com/bigquery/quotas */

/** https://docs.cloud.google.com/bigquery/quotas#partitioned_tables */
export const PARTITIONS_PER_TABLE = 10_000;
/** Of a table that is partitioned by ingestion time; instead of `TABLE_MODIFICATIONS_PER_DAY`. https://docs.cloud.google.com/bigquery/quotas#partitioned_tables */
export const INGESTION_PARTITION_MODIFICATIONS_PER_DAY = 11_000;
/** Of a table that is partitioned by a column; instead of `TABLE_MODIFICATIONS_PER_DAY`. https://docs.cloud.google.com/bigquery/quotas#partitioned_tables */
export const COLUMN_PARTITION_MODIFICATIONS_PER_DAY = 30_000;
/** Of a table that is not partitioned. https://docs.cloud.google.com/bigquery/quotas#standard_tables */
export const TABLE_MODIFICATIONS_PER_DAY = 1_500;
/** Of a project. https://docs.cloud.google.com/bigquery/quotas#load_jobs */
export const LOAD_JOBS_PER_DAY = 100_000;
