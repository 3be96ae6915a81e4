import { createHash } from 'node:crypto';

import { ApiError } from '../http/api-error.js';
import { parseBindings, PolicyError } from './parse-binding.js';
import type { Binding, Policy } from './policy.js';

/** The version of policies that have conditions. */
const CONDITIONAL = 3;

export interface SentPolicy {
  readonly bindings: readonly Binding[];
  readonly etag?: string;
}

/** A policy in a setIamPolicy request. @throws ApiError 400 for what breaks a rule or is not supported, by name */
export function parsePolicy(sent: unknown, isRole: (role: string) => boolean): SentPolicy {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw new ApiError(400, 'invalid', 'A policy must be given.');
  const { bindings = [], etag, version } = sent as Record<string, unknown>;
  try {
    const parsed = parseBindings(bindings, isRole);
    if (parsed.some((binding) => binding.condition !== undefined) && Number(version) !== CONDITIONAL) throw new PolicyError(`a policy with conditions must have version ${CONDITIONAL}`);
    return { bindings: parsed, ...(typeof etag === 'string' && etag !== '' ? { etag } : {}) };
  } catch (error) {
    if (error instanceof PolicyError) throw new ApiError(400, 'invalid', `Invalid policy: ${error.message}.`, { location: 'policy' });
    throw error;
  }
}

/** A policy as it is answered to who asked for `requestedVersion`: below 3 a conditional binding shows a role that cannot be written back. */
export function policyBody(policy: Policy | undefined, requestedVersion: unknown): Record<string, unknown> {
  const bindings = policy?.bindings ?? [];
  const conditional = bindings.some((binding) => binding.condition !== undefined);
  const whole = Number(requestedVersion ?? 1) >= CONDITIONAL;
  return {
    version: conditional && whole ? CONDITIONAL : 1,
    ...(bindings.length === 0 ? {} : { bindings: whole ? bindings : bindings.map(withoutCondition) }),
    etag: policy?.etag ?? 'ACAB',
  };
}

function withoutCondition({ role, members, condition }: Binding): Binding {
  if (condition === undefined) return { role, members };
  return { role: `${role}_withcond_${createHash('sha256').update(condition.expression).digest('hex').slice(0, 20)}`, members };
}
