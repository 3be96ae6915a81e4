import { LEDGER_COLUMNS } from '../ledger/ledger-columns.js';
import { LEDGER_TABLE, ledgerViews, MAX_BAD_RECORDS, OPS_DATASET } from '../ledger/ledger-views.js';
import { LEDGER_FOLDER } from '../ledger/ledger.js';
import { unless } from './commands.js';
import { block, hcl, hclList } from './hcl.js';
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
    terraform: block('resource "google_storage_bucket" "ledger"', { name: hcl(ledgerBucket), project: hcl(project), location: hcl(location), uniform_bucket_level_access: 'true' }),
    gcloud: unless(`gcloud storage buckets describe gs://${ledgerBucket}`, `gcloud storage buckets create gs://${ledgerBucket} --project=${project} --location=${location} --uniform-bucket-level-access`),
  };
}

/** An empty object of the ledger: a table over files, and the views over it, are refused where there is none. */
export function ledgerBeginning({ stagingBucket, ledgerBucket }: LedgerPlace): Rendered {
  const name = `${LEDGER_FOLDER}beginning.json`;
  return {
    reason: 'An empty object, so that the ledger can be read before the first push',
    terraform: block('resource "google_storage_bucket_object" "ledger_beginning"', { bucket: `google_storage_bucket.${ledgerBucket === stagingBucket ? 'staging' : 'ledger'}.name`, name: hcl(name), source: hcl('/dev/null') }),
    gcloud: `gcloud storage cp /dev/null gs://${ledgerBucket}/${name}`,
  };
}

/** The dataset `dwh_ops` with table and views. */
export function ledgerOf(place: LedgerPlace): Rendered {
  const { project, location } = place;
  const tableOf = (name: string, after: string, more: Readonly<Record<string, string>>, inner: string) => {
    const attributes = { project: hcl(project), dataset_id: `google_bigquery_dataset.${OPS_DATASET}.dataset_id`, table_id: hcl(name), ...more, deletion_protection: 'false', depends_on: `[${after}]` };
    return block(`resource "google_bigquery_table" "dwh_${name}"`, attributes, inner);
  };
  const columns = LEDGER_COLUMNS.map((column) => ({ ...column, mode: 'NULLABLE' }));
  const files = block('external_data_configuration', { autodetect: 'false', source_format: hcl('NEWLINE_DELIMITED_JSON'), source_uris: hclList([urisOf(place)]), ignore_unknown_values: 'true', max_bad_records: String(MAX_BAD_RECORDS), schema: hcl(JSON.stringify(columns)) });
  const views = ledgerViews(project).map(({ name, description, query }) => tableOf(name, `google_bigquery_table.dwh_${LEDGER_TABLE}`, { description: hcl(description) }, block('view', { use_legacy_sql: 'false', query: hcl(query) })));
  return {
    reason: 'Who pushed what and when: the ledger, and what it says of freshness and of teams. BigQuery reads the rows where they lie',
    terraform: [
      block(`resource "google_bigquery_dataset" "${OPS_DATASET}"`, { project: hcl(project), dataset_id: hcl(OPS_DATASET), location: hcl(location) }),
      tableOf(LEDGER_TABLE, 'google_storage_bucket_object.ledger_beginning', {}, files),
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
    `CREATE EXTERNAL TABLE IF NOT EXISTS \`${project}\`.${OPS_DATASET}.${LEDGER_TABLE} (\n${columns}\n)\nOPTIONS (format = 'JSON', ignore_unknown_values = TRUE, max_bad_records = ${MAX_BAD_RECORDS}, uris = [${JSON.stringify(urisOf(place))}]);`,
    ...ledgerViews(project).map(({ name, description, query }) => `CREATE OR REPLACE VIEW \`${project}\`.${OPS_DATASET}.${name} OPTIONS (description = ${JSON.stringify(description)}) AS\n${query};`),
    '',
  ].join('\n\n');
}
