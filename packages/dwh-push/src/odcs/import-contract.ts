import * as z from 'zod';

import { column } from '../contract/warehouse-types.js';
import { defineDataset, type Dataset, type DatasetDefinition } from '../dataset.js';
import { DwhPushError } from '../errors.js';
import { boundsOfSchema } from './number-bounds.js';
import { lengthOfText, lostOfContract, lostOfProperty } from './lost-in-import.js';
import { customValue, type OdcsContract, type OdcsProperty } from './odcs.js';
import { readContract } from './read-contract.js';

/** A dataset made of an Open Data Contract. */
export interface ImportedContract {
  readonly dataset: Dataset<z.ZodObject>;
  /** The table that it names: `dataset.table`. */
  readonly table: string;
  /** The project of its server, where it names one. */
  readonly project?: string;
  /** What the contract has and a dataset does not take over, a line each. */
  readonly lost: readonly string[];
}

/** The options that a type's checks are made of; those of other types are lost. */
const OPTIONS_TAKEN: Readonly<Record<string, readonly string[]>> = {
  STRING: ['minLength', 'maxLength', 'pattern', 'format'],
  INT64: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  FLOAT64: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ARRAY: ['minItems', 'maxItems'],
};
const FORMATS = ['email', 'uuid', 'uri'];

/**
 * Makes a dataset of an Open Data Contract (v3, YAML or JSON), of its first table.
 *
 * @throws DwhPushError `OPTIONS_INVALID` where it is none; `CONTRACT_UNSUPPORTED` where a property has no counterpart in the warehouse
 */
export async function importContract(yaml: string): Promise<ImportedContract> {
  const written = await readContract(yaml);
  const lost = [...lostOfContract(written)];
  const [table] = written.schema as [OdcsContract['schema'][number], ...unknown[]];
  refuseSameNames(table.properties, '');
  const shape = Object.fromEntries(table.properties.map((property) => [property.name ?? '', columnSchema(property, property.name ?? '', lost)]));
  const { customProperties: custom, slaProperties = [] } = written;
  const level = (name: string) => slaProperties.find(({ property }) => property === name);
  const unit = customValue(custom, 'partitioning') ?? 'day';
  const partitioned = table.properties.find((property) => property.partitioned === true)?.name;
  lost.push(...table.properties.filter((property) => property.partitioned === true).slice(1).map(({ name }) => `${name ?? ''}: partitioned, which another column is`));
  const retention = daysOf(level('retention'));
  const schedule = level('frequency')?.unit === 'cron' ? level('frequency')?.value : undefined;
  const [owner, contact] = [written.team?.find(({ role }) => role === 'owner')?.username ?? written.team?.[0]?.username, customValue(custom, 'contact') ?? written.support?.[0]?.channel];
  const definition = {
    schema: z.object(shape),
    partitioning: unit === 'none' ? 'none' : { type: unit, ...(partitioned === undefined ? {} : { column: partitioned }) },
    ...given('description', written.description?.purpose ?? table.description),
    ...given('owner', owner),
    ...given('contact', contact),
    ...given('version', written.version === '0.0.0' ? undefined : written.version),
    ...given('classification', customValue(custom, 'classification')),
    ...given('clustering', customValue(custom, 'clustering')),
    ...given('labels', customValue(custom, 'labels')),
    ...given('expirationDays', retention),
    ...given('schedule', typeof schedule === 'string' ? schedule : undefined),
  } as unknown as DatasetDefinition<z.ZodObject>;
  const levels = new Set([...(retention === undefined ? [] : ['retention']), ...(typeof schedule === 'string' ? ['frequency'] : [])]);
  lost.push(...slaProperties.filter(({ property }) => !levels.has(property)).map(({ property }) => `the service level "${property}"`));
  const { project, dataset = customValue(custom, 'dataset') } = written.servers?.[0] ?? {};
  return Object.freeze({ ...given('project', project) as { readonly project?: string }, dataset: defineDataset(definition), table: `${typeof dataset === 'string' ? `${dataset}.` : ''}${table.physicalName ?? table.name}`, lost: Object.freeze(lost) });
}

function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

/** A service level that is a time, in days; undefined where it is none, or in a unit of no fixed length. */
function daysOf(level: { readonly value: unknown; readonly unit?: string } | undefined): number | undefined {
  const days = DAYS[(level?.unit ?? 'd').toLowerCase()];
  return typeof level?.value === 'number' && days !== undefined ? level.value * days : undefined;
}

const DAYS: Readonly<Record<string, number>> = { d: 1, day: 1, days: 1, h: 1 / 24, hour: 1 / 24, hours: 1 / 24, w: 7, week: 7, weeks: 7 };

function columnSchema(property: OdcsProperty, path: string, lost: string[]): z.ZodType {
  lost.push(...lostOfProperty(property, path), ...lostOptions(property, path), ...(property.items === undefined ? [] : lostOptions(property.items, path)));
  const mark = (name: string) => customValue(property.customProperties, name) ?? customValue(property.items?.customProperties, name);
  const meta = { ...given('description', property.description), ...given('personalData', mark('personalData')), ...given('policyTag', mark('policyTag')) };
  const schema = property.logicalType === 'array' ? arraySchema(property, path, lost) : valueSchema(property, path, lost);
  const nullable = property.required === true || property.logicalType === 'array' ? schema : schema.nullable();
  return Object.keys(meta).length === 0 ? nullable : nullable.meta(meta);
}

function lostOptions(property: OdcsProperty, path: string): readonly string[] {
  const { logicalType, logicalTypeOptions = {} } = property;
  const taken = OPTIONS_TAKEN[logicalType === 'array' ? 'ARRAY' : typeOf(property)] ?? [];
  return Object.entries(logicalTypeOptions).flatMap(([key, value]) => (!taken.includes(key) || !isOfItsKind(key, value) || (key === 'format' && !FORMATS.includes(String(value))) ? [`${path}: the option ${key}`] : []));
}

/** `maxLength: "5"` is no number. */
function isOfItsKind(key: string, value: unknown): boolean {
  if (key === 'pattern' || key === 'format') return typeof value === 'string';
  return typeof value === 'number' || (typeof value === 'boolean' && key.startsWith('exclusive'));
}

/** Names of columns are the same whatever their case. */
function refuseSameNames(properties: readonly OdcsProperty[], path: string): void {
  const seen = new Set<string>();
  for (const { name = '' } of properties) {
    if (seen.has(name.toLowerCase())) throw new DwhPushError('CONTRACT_UNSUPPORTED', `Two properties are called "${path}${name}".`);
    seen.add(name.toLowerCase());
  }
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
      return textSchema(customValue(customProperties, 'enum'), { ...given('maxLength', lengthOfText(property.physicalType)), ...options }, path);
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
      refuseSameNames(properties ?? [], `${path}.`);
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

type Options = Readonly<Record<string, string | number | boolean>>;

function textSchema(values: unknown, { minLength, maxLength, pattern, format }: Options, path: string): z.ZodType {
  if (Array.isArray(values) && values.length > 0) return z.enum(values.map(String) as [string, ...string[]]);
  const formats: Readonly<Record<string, () => z.ZodString>> = { email: () => z.email() as unknown as z.ZodString, uuid: () => z.uuid() as unknown as z.ZodString, uri: () => z.url() as unknown as z.ZodString };
  let schema = (typeof format === 'string' ? formats[format]?.() : undefined) ?? z.string();
  if (typeof minLength === 'number') schema = schema.min(minLength);
  if (typeof maxLength === 'number') schema = schema.max(maxLength);
  return typeof pattern === 'string' ? schema.regex(expression(pattern, path)) : schema;
}

function expression(pattern: string, path: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw new DwhPushError('CONTRACT_UNSUPPORTED', `The property "${path}" has a pattern that is no regular expression of JavaScript.`);
  }
}

function numberSchema(start: z.ZodNumber, options: Options): z.ZodNumber {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = boundsOfSchema(options);
  let schema = start;
  if (minimum !== undefined) schema = schema.min(minimum);
  if (maximum !== undefined) schema = schema.max(maximum);
  if (exclusiveMinimum !== undefined) schema = schema.gt(exclusiveMinimum);
  if (exclusiveMaximum !== undefined) schema = schema.lt(exclusiveMaximum);
  const { multipleOf } = options;
  return typeof multipleOf === 'number' ? schema.multipleOf(multipleOf) : schema;
}
