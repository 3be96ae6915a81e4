import { parseLabels, patchLabels, type Labels } from '../labels.js';
import { MAX_CLUSTERING_COLUMNS, MAX_FRIENDLY_NAME_LENGTH, MAX_RESOURCE_DESCRIPTION_LENGTH } from '../limits.js';
import { nestedPartitionFilter, parseLayout, type Partitioning } from '../partitions/partitioning.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalInteger, optionalObject, optionalString, optionalStrings } from '../request-fields.js';
import { findField, type Field } from '../schema/field.js';
import { unstatedModes } from '../schema/unstated-modes.js';

type Body = Record<string, unknown>;

/** What a caller can set on any table. `undefined` removes what was there. */
export interface TableSettings {
  readonly labels: Labels;
  readonly description?: string | undefined;
  readonly friendlyName?: string | undefined;
  readonly expirationTime?: number | undefined;
  readonly requirePartitionFilter?: boolean | undefined;
  readonly partitioning?: Partitioning | undefined;
  readonly clustering?: readonly string[] | undefined;
  readonly unstatedModes?: readonly string[] | undefined;
}

const OUTPUT_ONLY = [
  ...['kind', 'etag', 'id', 'selfLink', 'type', 'creationTime', 'lastModifiedTime', 'location', 'numBytes', 'numRows', 'numLongTermBytes', 'numPartitions', 'numPhysicalBytes'],
  ...['numTotalLogicalBytes', 'numActiveLogicalBytes', 'numLongTermLogicalBytes', 'tableReference'],
];
export const TABLE_FIELDS: ReadonlySet<string> = new Set([
  ...OUTPUT_ONLY,
  ...['schema', 'view', 'labels', 'description', 'friendlyName', 'expirationTime', 'requirePartitionFilter', 'timePartitioning', 'rangePartitioning', 'clustering', 'externalDataConfiguration', 'tableConstraints'],
  // The Node client's copy of the id when it creates a table.
  'name',
]);

/**
 * The settings of a table after a request. In a patch an absent field keeps its value and a null removes it.
 * @throws ApiError 400 for a value that breaks a rule, 501 for a setting that would not be honoured.
 */
export function parseTableSettings(body: Body, current: TableSettings, patching: boolean): TableSettings {
  refuseUnknown(body, TABLE_FIELDS, 'table');
  const pick = <Value>(name: keyof TableSettings | 'timePartitioning', kept: Value, parsed: Value) => (patching && body[name] === undefined ? kept : parsed);
  return {
    labels: patching ? patchLabels(current.labels, body['labels']) : parseLabels(body['labels']),
    description: pick('description', current.description, checkLength(body, 'description', MAX_RESOURCE_DESCRIPTION_LENGTH)),
    friendlyName: pick('friendlyName', current.friendlyName, checkLength(body, 'friendlyName', MAX_FRIENDLY_NAME_LENGTH)),
    expirationTime: pick('expirationTime', current.expirationTime, parseExpirationTime(body)),
    requirePartitionFilter: optionalBoolean(body, 'requirePartitionFilter') ?? nestedPartitionFilter(optionalObject(body, 'timePartitioning')) ?? pick('requirePartitionFilter', current.requirePartitionFilter, undefined),
    partitioning: patching && body['timePartitioning'] === undefined && body['rangePartitioning'] === undefined ? current.partitioning : parseLayout(body),
    clustering: pick('clustering', current.clustering, parseClustering(optionalObject(body, 'clustering'))),
    unstatedModes: unstatedModes(body) ?? current.unstatedModes,
  };
}

/** `{fields: [...]}`, one to four columns. */
export function parseClustering(body: Body | undefined): readonly string[] | undefined {
  if (body === undefined) return undefined;
  refuseUnknown(body, new Set(['fields']), 'clustering');
  const fields = optionalStrings(body, 'fields') ?? [];
  if (fields.length === 0) return undefined;
  return fields;
}

const UNCLUSTERABLE = new Set(['FLOAT', 'BYTES', 'TIME', 'JSON', 'RECORD']);

/** @throws ApiError 400 where a clustering column is missing, repeated or of a type that cannot be clustered by. */
export function checkClustering(clustering: readonly string[], fields: readonly Field[]): void {
  if (clustering.length > MAX_CLUSTERING_COLUMNS) throw invalid(`Too many clustering fields: at most ${MAX_CLUSTERING_COLUMNS} are allowed.`, 'clustering');
  const seen = new Set<string>();
  for (const name of clustering) {
    const field = findField(fields, name);
    if (field === undefined) throw invalid(`The field specified for clustering cannot be found in the schema. Invalid field: ${name}.`);
    if (field.mode === 'REPEATED' || UNCLUSTERABLE.has(field.type)) throw invalid(`Clustering is not supported on field ${name}: its type is ${field.mode === 'REPEATED' ? 'repeated' : field.type}.`);
    if (seen.has(name.toLowerCase())) throw invalid(`Duplicate clustering field: ${name}.`);
    seen.add(name.toLowerCase());
  }
}

export interface ViewDefinition {
  readonly query: string;
}

/** `view` of a table resource. @throws ApiError 501 for legacy SQL, which is what the API takes without `useLegacySql: false`. */
export function parseView(body: Body): ViewDefinition | undefined {
  const view = optionalObject(body, 'view');
  if (view === undefined) return undefined;
  refuseUnknown(view, new Set(['query', 'useLegacySql']), 'view');
  const query = optionalString(view, 'query') ?? '';
  if (query === '') throw invalid('A view must have a query.', 'view');
  if (optionalBoolean(view, 'useLegacySql') !== false) throw notImplemented('views in legacy SQL (view.useLegacySql is true unless it is sent as false)');
  return { query };
}

function checkLength(body: Body, name: string, limit: number): string | undefined {
  const text = optionalString(body, name);
  if (text !== undefined && text.length > limit) throw invalid(`The ${name} is longer than ${limit} characters.`, name);
  return text === '' ? undefined : text;
}

function parseExpirationTime(body: Body): number | undefined {
  const time = optionalInteger(body, 'expirationTime');
  if (time === undefined || time === 0) return undefined;
  if (time <= Date.now()) throw invalid('Invalid value for: expirationTime must be in the future', 'expirationTime');
  return time;
}
