import { ApiError } from '../http/api-error.js';
import type { Call, Reply, Route } from '../http/exchange.js';
import type { AccessControl } from './access-control.js';
import { parsePolicy, policyBody } from './policy-body.js';
import { ANY_IDENTITY, needs, projectIn } from './route-access.js';

/** The IAM policy of a project, as Resource Manager serves it in its two versions. */
export function projectPolicyRoutes(access: AccessControl): Route[] {
  return ['/v1/projects/:project', '/v3/projects/:project'].flatMap((item): Route[] => [
    { method: 'POST', path: `${item}:getIamPolicy`, id: 'cloudresourcemanager.projects.getIamPolicy', access: needs('resourcemanager.projects.getIamPolicy', projectIn), handler: (call) => get(access, call) },
    { method: 'POST', path: `${item}:setIamPolicy`, id: 'cloudresourcemanager.projects.setIamPolicy', access: needs('resourcemanager.projects.setIamPolicy', projectIn), handler: (call) => set(access, call) },
    { method: 'POST', path: `${item}:testIamPermissions`, id: 'cloudresourcemanager.projects.testIamPermissions', access: ANY_IDENTITY, handler: test },
  ]);
}

async function get(access: AccessControl, call: Call): Promise<Reply> {
  const { options } = await call.json();
  const version = typeof options === 'object' && options !== null && 'requestedPolicyVersion' in options ? options.requestedPolicyVersion : 1;
  return { status: 200, json: policyBody(await access.policies.find(nameIn(call)), version) };
}

async function set(access: AccessControl, call: Call): Promise<Reply> {
  const { policy } = await call.json();
  const sent = parsePolicy(policy, (role) => access.isRole(role));
  const stored = await access.policies.put(nameIn(call), sent.bindings, '', (current) => {
    if (sent.etag !== undefined && sent.etag !== (current?.etag ?? 'ACAB')) throw new ApiError(409, 'aborted', 'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.');
  });
  return { status: 200, json: policyBody(stored, 3) };
}

async function test(call: Call): Promise<Reply> {
  const { permissions } = await call.json();
  const asked = Array.isArray(permissions) ? permissions.map(String) : [];
  const held = await Promise.all(asked.map((permission) => call.caller.may(permission, projectIn(call.params))));
  const granted = asked.filter((_permission, index) => held[index]);
  return { status: 200, json: granted.length === 0 ? {} : { permissions: granted } };
}

function nameIn(call: Call): string {
  return `projects/${call.params['project'] ?? ''}`;
}
