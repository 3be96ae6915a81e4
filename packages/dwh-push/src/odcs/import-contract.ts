import * as z from 'zod';

import { column } from '../contract/warehouse-types.js';
import { defineDataset, type Dataset, type DatasetDefinition } from '../dataset.js';
import { DwhPushError } from '../errors.js';
import { customValue, type OdcsContract, type OdcsProperty } from './odcs.js';

export interface ImportedContract {
  readonly dataset: Dataset<z.ZodObject>;
  /** The table that it names: `dataset.table`. */
  readonly table: string;
  /** What the contract has and a dataset does not take over, a line each. */
  readonly lost: readonly string[];
}

const TAKEN = new Set(['apiVersion', 'kind', 'id', 'name', 'version', 'status', 'description', 'team', 'support', 'servers', 'schema', 'slaProperties', 'customProperties']);
const PROPERTY_TAKEN = new Set(['name', 'logicalType', 'physicalType', 'required', 'description', 'partitioned', 'logicalTypeOptions', 'properties', 'items', 'customProperties']);
const OPTIONS_TAKEN = new Set(['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'format']);

/**
 * Makes a dataset of an Open Data Contract (v3, YAML or JSON), of its first table.
 *
 * @throws DwhPushError `OPTIONS_INVALID` where it is none; `CONTRACT_UNSUPPORTED` where a property has no counterpart in the warehouse
 */
export async function importContract(yaml: string): Promise<ImportedContract> {
  const { parse } = await import('yaml');
  const written = read(yaml, parse);
  const lost: string[] = Object.keys(written).filter((key) => !TAKEN.has(key)).map((key) => `${key} of the contract`);
  const [table, ...others] = written.schema as [OdcsContract['schema'][number], ...OdcsContract['schema'][number][]];
  lost.push(...others.map(({ name }) => `the schema "${name}": only the first is read`));
  const shape = Object.fromEntries(table.properties.map((property) => [property.name ?? '', columnSchema(property, property.name ?? '', lost)]));
  const { customProperties: custom, slaProperties = [] } = written;
  const sla = (name: string) => slaProperties.find(({ property }) => property === name)?.value;
  const unit = customValue(custom, 'partitioning') ?? 'day';
  const partitioned = table.properties.find((property) => property.partitioned === true)?.name;
  const [retention, schedule] = [sla('retention'), sla('frequency')];
  const [owner, contact] = [written.team?.find(({ role }) => role === 'owner')?.username ?? written.team?.[0]?.username, written.support?.[0]?.channel];
  const definition = {
    schema: z.object(shape),
    partitioning: unit === 'none' ? 'none' : { type: unit, ...(partitioned === undefined ? {} : { column: partitioned }) },
    ...given('description', written.description?.purpose),
    ...given('owner', owner),
    ...given('contact', contact),
    ...given('version', written.version === '0.0.0' ? undefined : written.version),
    ...given('classification', customValue(custom, 'classification')),
    ...given('clustering', customValue(custom, 'clustering')),
    ...given('labels', customValue(custom, 'labels')),
    ...given('expirationDays', typeof retention === 'number' ? retention : undefined),
    ...given('schedule', typeof schedule === 'string' ? schedule : undefined),
  } as unknown as DatasetDefinition<z.ZodObject>;
  lost.push(...slaProperties.filter(({ property }) => property !== 'retention' && property !== 'frequency').map(({ property }) => `the service level "${property}"`));
  const dataset = written.servers?.[0]?.dataset;
  return Object.freeze({ dataset: defineDataset(definition), table: `${dataset === undefined ? '' : `${dataset}.`}${table.physicalName ?? table.name}`, lost: Object.freeze(lost) });
}

function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function read(yaml: string, parse: (text: string) => unknown): OdcsContract {
  let written: unknown;
  try {
    written = parse(yaml);
  } catch {
    throw new DwhPushError('OPTIONS_INVALID', 'The data contract is no YAML.');
  }
  const Contract = z.looseObject({
    apiVersion: z.string().regex(/^v3\./),
    kind: z.literal('DataContract'),
    schema: z.array(z.looseObject({ name: z.string(), properties: z.array(z.looseObject({ name: z.string() })).min(1) })).min(1),
  });
  const parsed = Contract.safeParse(written);
  if (!parsed.success) throw new DwhPushError('OPTIONS_INVALID', `This is no data contract of version 3: ${parsed.error.issues.map(({ path }) => path.join('.') || 'it is no object').join(', ')}.`);
  return written as OdcsContract;
}

function columnSchema(property: OdcsProperty, path: string, lost: string[]): z.ZodType {
  lost.push(...Object.keys(property).filter((key) => !PROPERTY_TAKEN.has(key)).map((key) => `${path}: ${key}`));
  lost.push(...Object.keys(property.logicalTypeOptions ?? {}).filter((key) => !OPTIONS_TAKEN.has(key)).map((key) => `${path}: the option ${key}`));
  const meta = { ...given('description', property.description), ...given('personalData', customValue(property.customProperties, 'personalData')), ...given('policyTag', customValue(property.customProperties, 'policyTag')) };
  const schema = property.logicalType === 'array' ? arraySchema(property, path, lost) : valueSchema(property, path, lost);
  const nullable = property.required === true || property.logicalType === 'array' ? schema : schema.nullable();
  return Object.keys(meta).length === 0 ? nullable : nullable.meta(meta);
}

function arraySchema({ items, logicalTypeOptions: { minItems, maxItems } = {} }: OdcsProperty, path: string, lost: string[]): z.ZodType {
  if (items === undefined) throw new DwhPushError('CONTRACT_UNSUPPORTED', `The property "${path}" is an array that does not say of what.`);
  let schema = z.array(valueSchema(items, path, lost));
  if (typeof minItems === 'number') schema = schema.min(minItems);
  return typeof maxItems === 'number' ? schema.max(maxItems) : schema;
}

function valueSchema(property: OdcsProperty, path: string, lost: string[]): z.ZodType {
  const { logicalTypeOptions: options = {}, properties, customProperties } = property;
  switch (typeOf(property)) {
    case 'STRING':
      return textSchema(customValue(customProperties, 'enum'), options);
    case 'INT64':
      return customValue(customProperties, 'javascriptType') === 'bigint' ? z.int64() : numberSchema(z.int(), options);
    case 'FLOAT64':
      return customValue(customProperties, 'nonFinite') === true ? column.float64() : numberSchema(z.number(), options);
    case 'BOOL':
      return z.boolean();
    case 'NUMERIC':
      return column.numeric();
    case 'BIGNUMERIC':
      return column.bignumeric();
    case 'BYTES':
      return column.bytes();
    case 'DATE':
      return z.iso.date();
    case 'DATETIME':
      return column.datetime();
    case 'TIME':
      return column.time();
    case 'TIMESTAMP':
      return column.timestamp();
    case 'JSON':
      return column.json();
    case 'STRUCT':
      return z.object(Object.fromEntries((properties ?? []).map((field) => [field.name ?? '', columnSchema(field, `${path}.${field.name ?? ''}`, lost)])));
    default:
      throw new DwhPushError('CONTRACT_UNSUPPORTED', `The property "${path}" is ${property.physicalType ?? property.logicalType}, which has no counterpart in the warehouse.`);
  }
}

const BY_LOGICAL: Readonly<Record<string, string>> = { string: 'STRING', integer: 'INT64', number: 'FLOAT64', boolean: 'BOOL', date: 'DATE', timestamp: 'TIMESTAMP', time: 'TIME', object: 'STRUCT' };
const SYNONYMS: Readonly<Record<string, string>> = { INTEGER: 'INT64', INT: 'INT64', BIGINT: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL', DECIMAL: 'NUMERIC', RECORD: 'STRUCT', VARCHAR: 'STRING', TEXT: 'STRING' };

/** The physical type where there is one; otherwise what the logical one is as a rule. */
function typeOf({ physicalType, logicalType }: OdcsProperty): string {
  const physical = physicalType?.toUpperCase().replace(/[(<].*$/, '').trim();
  if (physical === undefined || physical === '') return BY_LOGICAL[logicalType] ?? '';
  return SYNONYMS[physical] ?? physical;
}

function textSchema(values: unknown, { minLength, maxLength, pattern, format }: Readonly<Record<string, string | number>>): z.ZodType {
  if (Array.isArray(values) && values.length > 0) return z.enum(values.map(String) as [string, ...string[]]);
  const formats: Readonly<Record<string, () => z.ZodString>> = { email: () => z.email() as unknown as z.ZodString, uuid: () => z.uuid() as unknown as z.ZodString, uri: () => z.url() as unknown as z.ZodString };
  let schema = (typeof format === 'string' ? formats[format]?.() : undefined) ?? z.string();
  if (typeof minLength === 'number') schema = schema.min(minLength);
  if (typeof maxLength === 'number') schema = schema.max(maxLength);
  return typeof pattern === 'string' ? schema.regex(new RegExp(pattern)) : schema;
}

function numberSchema(start: z.ZodNumber, { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Readonly<Record<string, string | number>>): z.ZodNumber {
  let schema = start;
  if (typeof minimum === 'number') schema = schema.min(minimum);
  if (typeof maximum === 'number') schema = schema.max(maximum);
  if (typeof exclusiveMinimum === 'number') schema = schema.gt(exclusiveMinimum);
  if (typeof exclusiveMaximum === 'number') schema = schema.lt(exclusiveMaximum);
  return typeof multipleOf === 'number' ? schema.multipleOf(multipleOf) : schema;
}
