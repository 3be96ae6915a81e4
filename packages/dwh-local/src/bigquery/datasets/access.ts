import type { DuckDBConnection } from '@duckdb/node-api';

import { MAX_AUTHORIZED_RESOURCES } from '../limits.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalObject, optionalObjects, optionalString } from '../request-fields.js';
import { datasetName, tableName } from '../resource-names.js';
import { findDataset } from '../store/dataset-record.js';
import { findTable } from '../store/table-record.js';

type Entry = Record<string, unknown>;

const GRANTEES = ['userByEmail', 'groupByEmail', 'domain', 'specialGroup', 'iamMember'];
const SPECIAL_GROUPS = ['projectOwners', 'projectReaders', 'projectWriters', 'allAuthenticatedUsers'];
const KNOWN = new Set([...GRANTEES, 'role', 'view', 'dataset']);

/** What the service gives a dataset that was created without `access`. */
export function defaultAccess(creator: string): readonly Entry[] {
  return [
    { role: 'WRITER', specialGroup: 'projectWriters' },
    { role: 'OWNER', specialGroup: 'projectOwners' },
    { role: 'OWNER', userByEmail: creator },
    { role: 'READER', specialGroup: 'projectReaders' },
  ];
}

/**
 * The `access` list of a dataset.
 * @throws ApiError 400 for an entry that names nobody or a view or dataset that does not exist; 501 for authorized routines.
 */
export async function parseAccess(connection: DuckDBConnection, body: Entry): Promise<readonly Entry[] | undefined> {
  const entries = optionalObjects(body, 'access');
  if (entries === undefined) return undefined;
  if (entries.filter((entry) => entry['view'] !== undefined || entry['dataset'] !== undefined).length > MAX_AUTHORIZED_RESOURCES) {
    throw invalid(`A dataset may authorize at most ${MAX_AUTHORIZED_RESOURCES} resources.`, 'access');
  }
  const parsed: Entry[] = [];
  for (const entry of entries) parsed.push(await parseEntry(connection, entry));
  return parsed;
}

async function parseEntry(connection: DuckDBConnection, entry: Entry): Promise<Entry> {
  refuseUnknown(entry, KNOWN, 'access');
  const view = optionalObject(entry, 'view');
  if (view !== undefined) return { view: await checkView(connection, view) };
  const dataset = optionalObject(entry, 'dataset');
  if (dataset !== undefined) return { dataset: await checkDataset(connection, dataset) };
  const grantees = GRANTEES.filter((name) => typeof entry[name] === 'string' && entry[name] !== '');
  if (grantees.length !== 1) throw invalid('An access entry must name exactly one user, group, domain, special group, IAM member or view.', 'access');
  const role = optionalString(entry, 'role');
  if (role === undefined || role === '') throw invalid('An access entry that is not a view must name a role.', 'access');
  const special = optionalString(entry, 'specialGroup');
  if (special !== undefined && special !== '' && !SPECIAL_GROUPS.includes(special)) throw invalid(`Invalid value for specialGroup: ${special} is not a valid value`, 'access');
  if (!/^(READER|WRITER|OWNER|roles\/[\w.]+|(projects|organizations)\/[^/]+\/roles\/[\w.]+)$/.test(role)) throw notImplemented(`access role ${role}`);
  const grantee = grantees[0] ?? '';
  return { role, [grantee]: entry[grantee] };
}

/** All views of the dataset, future ones included. */
async function checkDataset(connection: DuckDBConnection, sent: Entry): Promise<Entry> {
  const { dataset: named = {}, targetTypes, ...rest } = sent;
  refuseUnknown(rest, new Set(), 'access.dataset');
  if (!Array.isArray(targetTypes) || targetTypes.length !== 1 || targetTypes[0] !== 'VIEWS') throw notImplemented('access.dataset.targetTypes other than VIEWS');
  const reference = named as Entry;
  const ref = { project: optionalString(reference, 'projectId') ?? '', dataset: optionalString(reference, 'datasetId') ?? '' };
  if ((await findDataset(connection, ref)) === undefined) throw invalid(`Invalid dataset in the access list: ${datasetName(ref)} does not exist.`, 'access');
  return { dataset: { projectId: ref.project, datasetId: ref.dataset }, targetTypes: ['VIEWS'] };
}

async function checkView(connection: DuckDBConnection, view: Entry): Promise<Entry> {
  const ref = { project: optionalString(view, 'projectId') ?? '', dataset: optionalString(view, 'datasetId') ?? '', table: optionalString(view, 'tableId') ?? '' };
  const record = await findTable(connection, ref);
  if (record?.kind !== 'VIEW') throw invalid(`Invalid view in the access list: ${tableName(ref)} is not a view that exists.`, 'access');
  return { projectId: ref.project, datasetId: ref.dataset, tableId: ref.table };
}
