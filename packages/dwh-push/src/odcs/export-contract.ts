import { createHash } from 'node:crypto';

import type { $ZodType } from 'zod/v4/core';

import type { Column } from '../contract/column.js';
import { defOf } from '../contract/schema-facts.js';
import { isDataset, type Dataset } from '../dataset.js';
import { DwhPushError } from '../errors.js';
import { requireOptions, tableRef } from '../options.js';
import { concreteSchema, exportedChecks } from './exported-checks.js';
import { ODCS_VERSION, type CustomProperty, type OdcsContract, type OdcsProperty } from './odcs.js';

/** A contract as an Open Data Contract. */
export interface ExportedContract {
  /** A data contract in YAML: Open Data Contract Standard v3. */
  readonly yaml: string;
  /** What the contract says and the standard does not, a line each. */
  readonly lost: readonly string[];
}

const LOGICAL: Readonly<Record<Column['type'], OdcsProperty['logicalType']>> = {
  STRING: 'string', BYTES: 'string', TIME: 'string', JSON: 'object', STRUCT: 'object', BOOL: 'boolean',
  INT64: 'integer', FLOAT64: 'number', NUMERIC: 'number', BIGNUMERIC: 'number', DATE: 'date', DATETIME: 'date', TIMESTAMP: 'date',
};

/**
 * Writes a dataset's contract as an Open Data Contract.
 *
 * @param options - the table that the dataset is pushed into: `dataset.table` or `project.dataset.table`
 * @throws DwhPushError `OPTIONS_INVALID`
 */
export async function exportContract(dataset: Dataset, options: { readonly table: string }): Promise<ExportedContract> {
  requireOptions(options, 'The export');
  if (!isDataset(dataset)) throw new DwhPushError('OPTIONS_INVALID', 'What is exported is made by defineDataset().');
  const ref = tableRef(options.table, '');
  if (typeof ref === 'string') throw new DwhPushError('OPTIONS_INVALID', `The contract cannot be exported: table: ${ref}.`);
  const { contract } = dataset;
  const { governance, partitioning } = contract;
  const lost: string[] = contract.recordCheck === undefined ? [] : ['rules over whole records, which are code'];
  const { owner: _owner, ...labels } = contract.labels;
  const url = urlOf(governance.contact);
  const custom: CustomProperty[] = [
    { property: 'partitioning', value: partitioning.type },
    ...(ref.project === '' ? [{ property: 'dataset', value: ref.dataset }] : []),
    ...(contract.clustering.length === 0 ? [] : [{ property: 'clustering', value: [...contract.clustering] }]),
    // A channel of the standard needs a URL.
    ...(governance.contact === undefined || url !== undefined ? [] : [{ property: 'contact', value: governance.contact }]),
    ...(governance.classification === undefined ? [] : [{ property: 'classification', value: governance.classification }]),
    ...(Object.keys(labels).length === 0 ? [] : [{ property: 'labels', value: labels }]),
  ];
  const name = `${ref.dataset}.${ref.table}`;
  const written: OdcsContract = {
    apiVersion: ODCS_VERSION,
    kind: 'DataContract',
    id: idOf(name),
    name,
    version: governance.version ?? '0.0.0',
    status: 'active',
    ...(contract.description === undefined ? {} : { description: { purpose: contract.description } }),
    ...(contract.owner === undefined ? {} : { team: [{ username: contract.owner, role: 'owner' }] }),
    ...(url === undefined ? {} : { support: [{ channel: governance.contact as string, url }] }),
    // A server of BigQuery needs a project.
    ...(ref.project === '' ? {} : { servers: [{ server: 'warehouse', type: 'bigquery', project: ref.project, dataset: ref.dataset }] }),
    schema: [{ name: ref.table, physicalName: ref.table, logicalType: 'object', physicalType: 'table', properties: contract.columns.map((column) => propertyOf(column, partitioning.type === 'none' ? undefined : partitioning.column, '', lost)) }],
    ...(contract.expirationDays === undefined && governance.schedule === undefined
      ? {}
      : { slaProperties: [...(contract.expirationDays === undefined ? [] : [{ property: 'retention', value: contract.expirationDays, unit: 'd' }]), ...(governance.schedule === undefined ? [] : [{ property: 'frequency', value: governance.schedule, unit: 'cron' }])] }),
    customProperties: custom,
  };
  if (governance.version === '0.0.0') lost.push('the version 0.0.0, which stands for none');
  return Object.freeze({ yaml: await yamlOf(written), lost: Object.freeze(lost) });
}

function propertyOf(column: Column, partitionColumn: string | undefined, path: string, lost: string[]): OdcsProperty {
  const { name, type, mode, description, personalData, policyTag, fields, schema } = column;
  const place = `${path}${name}`;
  const element = mode === 'REPEATED' ? elementOf(schema) : schema;
  const checks = exportedChecks(element, type);
  const ofArray = mode === 'REPEATED' ? exportedChecks(schema, 'ARRAY') : undefined;
  lost.push(...[...checks.lost, ...(ofArray?.lost ?? [])].map((what) => `${place}: ${what}`));
  const marks: CustomProperty[] = [
    ...(personalData === undefined ? [] : [{ property: 'personalData', value: personalData }]),
    ...(policyTag === undefined ? [] : [{ property: 'policyTag', value: policyTag }]),
  ];
  const custom: CustomProperty[] = [
    ...(checks.enumValues === undefined ? [] : [{ property: 'enum', value: [...checks.enumValues] }]),
    ...(type === 'INT64' && column.input === 'bigint' ? [{ property: 'javascriptType', value: 'bigint' }] : []),
    ...(type === 'FLOAT64' && defOf(concreteSchema(element)).type === 'custom' ? [{ property: 'nonFinite', value: true }] : []),
  ];
  const value: OdcsProperty = {
    logicalType: LOGICAL[type],
    physicalType: type,
    ...(Object.keys(checks.options).length === 0 ? {} : { logicalTypeOptions: checks.options }),
    ...(fields === undefined ? {} : { properties: fields.map((field) => propertyOf(field, undefined, `${place}.`, lost)) }),
    ...(custom.length === 0 ? {} : { customProperties: custom }),
  };
  const shared = { ...(description === undefined ? {} : { description }), ...(partitionColumn === name ? { partitioned: true } : {}) };
  if (mode !== 'REPEATED') return { name, ...value, required: mode === 'REQUIRED', ...shared, ...(marks.length + custom.length === 0 ? {} : { customProperties: [...custom, ...marks] }) };
  return { name, logicalType: 'array', physicalType: `ARRAY<${type}>`, required: true, ...shared, ...(Object.keys(ofArray?.options ?? {}).length === 0 ? {} : { logicalTypeOptions: ofArray?.options ?? {} }), items: value, ...(marks.length === 0 ? {} : { customProperties: marks }) };
}

function elementOf(schema: $ZodType): $ZodType {
  const def = defOf(concreteSchema(schema));
  return def.type === 'array' ? def.element : schema;
}

/** Where a contact is reached: the page, or the address. */
function urlOf(contact: string | undefined): string | undefined {
  if (contact === undefined) return undefined;
  if (/^https?:\/\//.test(contact) && URL.canParse(contact)) return contact;
  return /^[^\s@:/]+@[^\s@:/]+$/.test(contact) ? `mailto:${contact}` : undefined;
}

/** YAML that reads the same by the rules of 1.1 and of 1.2: a text that either takes for something else is quoted. */
async function yamlOf(written: OdcsContract): Promise<string> {
  const { Document, parse, Scalar, visit } = await import('yaml');
  const document = new Document(written, { version: '1.2' });
  const reads = (text: string, version: '1.1' | '1.2') => {
    try {
      return parse(text, { version, logLevel: 'error' }) as unknown;
    } catch {
      return undefined;
    }
  };
  visit(document, {
    Scalar: (_key, node) => {
      const { value } = node;
      if (typeof value === 'string' && !value.includes('\n') && (reads(value, '1.1') !== value || reads(value, '1.2') !== value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** The standard asks for a unique id; the same table has the same. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(`dwh-push:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
