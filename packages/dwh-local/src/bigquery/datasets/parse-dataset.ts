import type { DuckDBConnection } from '@duckdb/node-api';

import { parseLabels, patchLabels } from '../labels.js';
import { MAX_FRIENDLY_NAME_LENGTH, MAX_RESOURCE_DESCRIPTION_LENGTH, MIN_DEFAULT_EXPIRATION_MS } from '../limits.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalInteger, optionalString } from '../request-fields.js';
import type { DatasetRecord } from '../store/dataset-record.js';
import { parseAccess } from './access.js';

type Body = Record<string, unknown>;

/** What a caller can set. */
export type DatasetSettings = Pick<DatasetRecord, 'labels' | 'access' | 'description' | 'friendlyName' | 'defaultTableExpirationMs' | 'defaultPartitionExpirationMs'>;

const SETTINGS = ['labels', 'access', 'description', 'friendlyName', 'defaultTableExpirationMs', 'defaultPartitionExpirationMs'] as const;
/** Answered by the server; a client that writes back what it read may send them. */
const OUTPUT_ONLY = ['kind', 'etag', 'id', 'selfLink', 'creationTime', 'lastModifiedTime', 'datasetReference', 'location', 'type', 'satisfiesPzs', 'satisfiesPzi'];
/** Google's Node client sends the option `projectId` of createDataset() along in the body; the service takes the project from the path. */
const FROM_CLIENTS = ['projectId'];
export const DATASET_FIELDS: ReadonlySet<string> = new Set<string>([...SETTINGS, ...OUTPUT_ONLY, ...FROM_CLIENTS, 'isCaseInsensitive', 'maxTimeTravelHours', 'storageBillingModel']);

/**
 * A dataset's settings after a request. In a patch an absent field keeps its value and a null removes it; without `current` (insert, update) absent means unset.
 * @throws ApiError 400 for a value that breaks a rule, 501 for a setting that would not be honoured.
 */
export async function parseDataset(connection: DuckDBConnection, body: Body, fallback: DatasetSettings, patching: boolean): Promise<DatasetSettings> {
  refuseUnknown(body, DATASET_FIELDS, 'dataset');
  refuseIgnored(body);
  const pick = <Name extends keyof DatasetSettings>(name: Name, parsed: DatasetSettings[Name] | undefined) => (patching && body[name] === undefined ? fallback[name] : parsed);
  const description = pick('description', checkLength(optionalString(body, 'description'), 'description', MAX_RESOURCE_DESCRIPTION_LENGTH));
  const friendlyName = pick('friendlyName', checkLength(optionalString(body, 'friendlyName'), 'friendlyName', MAX_FRIENDLY_NAME_LENGTH));
  const tableExpiration = pick('defaultTableExpirationMs', parseExpiration(body, 'defaultTableExpirationMs', MIN_DEFAULT_EXPIRATION_MS));
  const partitionExpiration = pick('defaultPartitionExpirationMs', parseExpiration(body, 'defaultPartitionExpirationMs', 1));
  return {
    labels: patching ? patchLabels(fallback.labels, body['labels']) : parseLabels(body['labels']),
    access: (await parseAccess(connection, body)) ?? fallback.access,
    ...(description === undefined ? {} : { description }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(tableExpiration === undefined ? {} : { defaultTableExpirationMs: tableExpiration }),
    ...(partitionExpiration === undefined ? {} : { defaultPartitionExpirationMs: partitionExpiration }),
  };
}

/** Settings whose default changes nothing are accepted with that default only. */
function refuseIgnored(body: Body): void {
  if (body['isCaseInsensitive'] === true) throw notImplemented('dataset.isCaseInsensitive');
  const hours = body['maxTimeTravelHours'];
  if (hours !== undefined && hours !== null && String(hours) !== '168') throw notImplemented('dataset.maxTimeTravelHours');
  const billing = body['storageBillingModel'];
  if (typeof billing === 'string' && !['', 'LOGICAL', 'STORAGE_BILLING_MODEL_UNSPECIFIED'].includes(billing)) throw notImplemented('dataset.storageBillingModel');
}

function checkLength(text: string | undefined, name: string, limit: number): string | undefined {
  if (text !== undefined && text.length > limit) throw invalid(`The ${name} is longer than ${limit} characters.`, name);
  return text === '' ? undefined : text;
}

function parseExpiration(body: Body, name: string, minimum: number): number | undefined {
  const value = optionalInteger(body, name);
  if (value === undefined || value === 0) return undefined;
  if (value < minimum) throw invalid(`Invalid value for: ${name} must be at least ${minimum} milliseconds`, name);
  return value;
}
