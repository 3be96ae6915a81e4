import { CLASSIFICATIONS } from '../contract/governance.js';

/** A field of an aspect type, as the catalog describes it. */
export interface AspectField {
  readonly name: string;
  readonly type: 'string' | 'int' | 'datetime' | 'enum';
  readonly annotations: { readonly description: string };
  readonly enumValues?: readonly { readonly index: number; readonly name: string }[];
}

const text = (name: string, description: string): AspectField => ({ name, type: 'string', annotations: { description } });

/** What the catalog knows of a dataset that is pushed: the aspect type `dwh-dataset`. */
export const DATASET_FIELDS: readonly AspectField[] = [
  text('owner', 'Who answers for the data.'),
  text('team', 'The team that pushed last.'),
  text('contact', 'Where to ask.'),
  text('source_kind', 'What the data comes from: file, http, gs, s3, stream, bytes or rows.'),
  text('source_host', 'The host or bucket that it comes from.'),
  text('contract_version', 'Version of the contract.'),
  text('contract_fingerprint', 'Hash of columns and partitioning.'),
  { name: 'classification', type: 'enum', annotations: { description: 'How far the data may travel.' }, enumValues: CLASSIFICATIONS.map((name, index) => ({ index: index + 1, name })) },
  { name: 'retention_days', type: 'int', annotations: { description: 'Days after which a partition goes.' } },
  text('schedule', 'When it is pushed, as cron has it, in UTC.'),
  text('last_partition', 'The partition that was pushed last.'),
  { name: 'last_rows', type: 'int', annotations: { description: 'Rows of the last push.' } },
  { name: 'last_rejects', type: 'int', annotations: { description: 'Rejected records of the last push.' } },
  text('last_push_id', 'The last push.'),
  { name: 'last_push_at', type: 'datetime', annotations: { description: 'When that was.' } },
  text('library_version', 'Of @bm/dwh-push.'),
];

/** What the catalog knows of a column of personal data: the aspect type `dwh-personal-data`. */
export const PERSONAL_DATA_FIELDS: readonly AspectField[] = [text('class', 'The class of personal data.'), text('policy_tag', 'The policy tag that guards it.')];

interface AspectTemplate {
  /** The id of the aspect type. */
  readonly name: 'dwh-dataset' | 'dwh-personal-data';
  readonly type: 'record';
  readonly recordFields: readonly (AspectField & { readonly index: number })[];
}

/** What the aspect types hold, as the catalog takes it. */
export function aspectTemplates(): readonly AspectTemplate[] {
  const template = (name: AspectTemplate['name'], fields: readonly AspectField[]): AspectTemplate => ({ name, type: 'record', recordFields: fields.map((field, index) => ({ index: index + 1, ...field })) });
  return [template('dwh-dataset', DATASET_FIELDS), template('dwh-personal-data', PERSONAL_DATA_FIELDS)];
}
