import { ApiError } from '../../http/api-error.js';
import type { Call, Reply, Route } from '../../http/exchange.js';
import { parsePolicy, policyBody } from '../../iam/policy-body.js';
import { nameOf } from '../../iam/resource.js';
import { ANY_IDENTITY, needs, tableIn } from '../../iam/route-access.js';
import { notImplemented } from '../refusals.js';
import { optionalObject, optionalStrings } from '../request-fields.js';
import type { TableRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { findTable, getTable } from '../store/table-record.js';
import { tableResource } from '../write/require-target.js';

const ITEM = '/bigquery/v2/projects/:project/datasets/:dataset/tables/:table';

/** The IAM policies of tables and views. */
export function tablePolicyRoutes(deps: BigQueryDeps): Route[] {
  return [
    { method: 'POST', path: `${ITEM}:getIamPolicy`, id: 'bigquery.tables.getIamPolicy', access: needs('bigquery.tables.getIamPolicy', tableIn), handler: (call) => get(deps, call) },
    { method: 'POST', path: `${ITEM}:setIamPolicy`, id: 'bigquery.tables.setIamPolicy', access: needs('bigquery.tables.setIamPolicy', tableIn), handler: (call) => set(deps, call) },
    { method: 'POST', path: `${ITEM}:testIamPermissions`, id: 'bigquery.tables.testIamPermissions', access: ANY_IDENTITY, handler: (call) => test(deps, call) },
  ];
}

async function get(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const options = optionalObject(await call.json(), 'options') ?? {};
  const { name, born } = await policyKey(deps, refOf(call));
  return { status: 200, json: policyBody(await deps.access.policies.find(name, born), options['requestedPolicyVersion']) };
}

async function set(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const { policy, updateMask } = await call.json();
  if (updateMask !== undefined && updateMask !== null && updateMask !== '' && updateMask !== 'bindings' && updateMask !== 'bindings,etag') throw notImplemented('updateMask of tables.setIamPolicy');
  const sent = parsePolicy(policy, (role) => deps.access.isRole(role));
  const { name, born } = await policyKey(deps, refOf(call));
  const stored = await deps.access.policies.put(name, sent.bindings, born, (current) => {
    if (sent.etag !== undefined && sent.etag !== (current?.etag ?? 'ACAB')) throw new ApiError(409, 'aborted', 'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.');
  });
  return { status: 200, json: policyBody(stored, 3) };
}

/** A table that is missing answers the empty set, as the service does. */
async function test(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const body = await call.json();
  // A list in a list is taken for the list: Google's own test of its Python client sends it.
  const permissions = optionalStrings({ permissions: Array.isArray(body['permissions']) ? body['permissions'].flat() : body['permissions'] }, 'permissions') ?? [];
  const ref = refOf(call);
  const found = await deps.engine.withConnection((connection) => findTable(connection, ref));
  const held = await Promise.all(permissions.map((permission) => call.caller.may(permission, tableResource(ref))));
  const granted = found === undefined ? [] : permissions.filter((_permission, index) => held[index]);
  return { status: 200, json: granted.length === 0 ? {} : { permissions: granted } };
}

async function policyKey(deps: BigQueryDeps, ref: TableRef): Promise<{ name: string; born: string }> {
  const record = await deps.engine.withConnection((connection) => getTable(connection, ref));
  return { name: nameOf(tableResource(ref)), born: String(record.creationTime) };
}

function refOf(call: Call): TableRef {
  return { project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '', table: call.params['table'] ?? '' };
}
