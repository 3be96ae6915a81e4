import { LEDGER_COLUMNS } from '../ledger/ledger-columns.js';
import { LEDGER_TABLE, ledgerViews, OPS_DATASET } from '../ledger/ledger-views.js';
import { LEDGER_FOLDER } from '../ledger/ledger.js';
import { hcl } from './render-grant.js';
import type { Rendered } from './shared-resources.js';

interface LedgerPlace {
  readonly project: string;
  readonly location: string;
  readonly stagingBucket: string;
  readonly ledgerBucket: string;
}

const urisOf = ({ ledgerBucket }: LedgerPlace) => `gs://${ledgerBucket}/${LEDGER_FOLDER}*`;

/** The bucket of the ledger, where it is not the staging bucket. */
export function ledgerBucketOf({ project, location, ledgerBucket }: LedgerPlace): Rendered {
  return {
    reason: 'The rows of the ledger are objects of a bucket of their own',
    terraform: `resource "google_storage_bucket" "ledger" {\n  name                        = ${hcl(ledgerBucket)}\n  project                     = ${hcl(project)}\n  location                    = ${hcl(location)}\n  uniform_bucket_level_access = true\n}`,
    gcloud: `gcloud storage buckets create gs://${ledgerBucket} --project=${project} --location=${location} --uniform-bucket-level-access`,
  };
}

/** An empty object of the ledger: a table over files, and the views over it, are refused where there is none. */
export function ledgerBeginning({ stagingBucket, ledgerBucket }: LedgerPlace): Rendered {
  const name = `${LEDGER_FOLDER}beginning.json`;
  return {
    reason: 'An empty object, so that the ledger can be read before the first push',
    terraform: `resource "google_storage_bucket_object" "ledger_beginning" {\n  bucket = google_storage_bucket.${ledgerBucket === stagingBucket ? 'staging' : 'ledger'}.name\n  name   = ${hcl(name)}\n  source = "/dev/null"\n}`,
    gcloud: `gcloud storage cp /dev/null gs://${ledgerBucket}/${name}`,
  };
}

/** The dataset `dwh_ops` with table and views. */
export function ledgerOf(place: LedgerPlace): Rendered {
  const { project, location } = place;
  const views = ledgerViews(project).map(
    ({ name, description, query }) =>
      `resource "google_bigquery_table" "dwh_${name}" {\n  project             = ${hcl(project)}\n  dataset_id          = google_bigquery_dataset.${OPS_DATASET}.dataset_id\n  table_id            = ${hcl(name)}\n  description         = ${hcl(description)}\n  deletion_protection = false\n  depends_on          = [google_bigquery_table.dwh_${LEDGER_TABLE}]\n\n  view {\n    use_legacy_sql = false\n    query          = ${hcl(query)}\n  }\n}`,
  );
  return {
    reason: 'Who pushed what and when: the ledger, and what it says of freshness and of teams. BigQuery reads the rows where they lie',
    terraform: [
      `resource "google_bigquery_dataset" "${OPS_DATASET}" {\n  project    = ${hcl(project)}\n  dataset_id = ${hcl(OPS_DATASET)}\n  location   = ${hcl(location)}\n}`,
      `resource "google_bigquery_table" "dwh_${LEDGER_TABLE}" {\n  project             = ${hcl(project)}\n  dataset_id          = google_bigquery_dataset.${OPS_DATASET}.dataset_id\n  table_id            = ${hcl(LEDGER_TABLE)}\n  deletion_protection = false\n  depends_on          = [google_storage_bucket_object.ledger_beginning]\n\n  external_data_configuration {\n    autodetect            = false\n    source_format         = "NEWLINE_DELIMITED_JSON"\n    source_uris           = [${hcl(urisOf(place))}]\n    ignore_unknown_values = true\n    schema                = jsonencode(${JSON.stringify(LEDGER_COLUMNS.map((column) => ({ ...column, mode: 'NULLABLE' })))})\n  }\n}`,
      ...views,
    ].join('\n\n'),
    gcloud: `bq query --project_id=${project} --location=${location} --use_legacy_sql=false < ledger.sql`,
  };
}

/** The same as GoogleSQL. */
export function ledgerSql(place: LedgerPlace): string {
  const { project, location } = place;
  const columns = LEDGER_COLUMNS.map(({ name, type, description }) => `  ${name} ${type} OPTIONS (description = ${JSON.stringify(description)})`).join(',\n');
  return [
    `CREATE SCHEMA IF NOT EXISTS \`${project}\`.${OPS_DATASET} OPTIONS (location = ${JSON.stringify(location)});`,
    `CREATE EXTERNAL TABLE IF NOT EXISTS \`${project}\`.${OPS_DATASET}.${LEDGER_TABLE} (\n${columns}\n)\nOPTIONS (format = 'JSON', ignore_unknown_values = TRUE, uris = [${JSON.stringify(urisOf(place))}]);`,
    ...ledgerViews(project).map(({ name, description, query }) => `CREATE OR REPLACE VIEW \`${project}\`.${OPS_DATASET}.${name} OPTIONS (description = ${JSON.stringify(description)}) AS\n${query};`),
    '',
  ].join('\n\n');
}
