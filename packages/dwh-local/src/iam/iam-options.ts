import { parseBindings, PolicyError } from './parse-binding.js';
import type { Binding } from './policy.js';
import { PREDEFINED_ROLES } from './roles/predefined-roles.js';

/** Who there is, and what they may. With it every call needs credentials, and a permission for what it does. */
export interface IamOptions {
  /** By e-mail address: `team-a@bm-local.iam.gserviceaccount.com`, `ana@example.com`. */
  readonly identities: Readonly<Record<string, IdentityOptions>>;
  /** The IAM policy of the warehouse's project when it starts. Datasets, tables and buckets get theirs through the services' own calls. */
  readonly bindings?: readonly Binding[];
  /** Custom roles: permissions by `projects/PROJECT/roles/NAME` or `organizations/NUMBER/roles/NAME`. */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
}

/** One identity: its token, its groups, and who may impersonate it. */
export interface IdentityOptions {
  /** The bearer token. Default: a random one. */
  readonly token?: string;
  /** Addresses of the groups that the identity belongs to. */
  readonly groups?: readonly string[];
  /** The IAM policy of the service account itself: who may impersonate it. */
  readonly bindings?: readonly Binding[];
}

const EMAIL = /^[^\s@:/]+@[^\s@:/]+$/;
const CUSTOM_ROLE = /^(?:projects|organizations)\/[^/\s]+\/roles\/[A-Za-z0-9_.]+$/;
const PERMISSION = /^[a-zA-Z]+\.[a-zA-Z]+\.[a-zA-Z]+$/;

/** The complaint about an `iam` option, or undefined. */
export function complaintAboutIam(value: unknown): string | undefined {
  try {
    checkIam(value);
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return `is not usable: ${error.message}`;
    throw error;
  }
}

function checkIam(value: unknown): void {
  const { identities, bindings = [], roles = {}, ...rest } = asObject(value, 'iam');
  refuseOthers(rest, 'iam');
  const custom = asObject(roles, 'iam.roles');
  for (const [name, permissions] of Object.entries(custom)) {
    if (!CUSTOM_ROLE.test(name)) throw new PolicyError(`the custom role ${JSON.stringify(name)} must be named projects/PROJECT/roles/NAME`);
    if (!Array.isArray(permissions) || !permissions.every((permission) => typeof permission === 'string' && PERMISSION.test(permission))) {
      throw new PolicyError(`the custom role ${name} must be a list of permissions such as bigquery.tables.get`);
    }
  }
  const isRole = (role: string) => PREDEFINED_ROLES.has(role) || Object.hasOwn(custom, role);
  parseBindings(bindings, isRole);
  const tokens = new Set<string>();
  for (const [email, options] of Object.entries(asObject(identities, 'iam.identities'))) {
    if (!EMAIL.test(email)) throw new PolicyError(`the identity ${JSON.stringify(email)} must be an e-mail address`);
    checkIdentity(email, asObject(options, `the identity ${email}`), isRole, tokens);
  }
}

function checkIdentity(email: string, { token, groups = [], bindings = [], ...rest }: Record<string, unknown>, isRole: (role: string) => boolean, tokens: Set<string>): void {
  refuseOthers(rest, `the identity ${email}`);
  if (token !== undefined && (typeof token !== 'string' || !/^[\w.~+/=-]+$/.test(token))) throw new PolicyError(`the token of ${email} must be a bearer token`);
  if (typeof token === 'string' && tokens.has(token)) throw new PolicyError(`the token of ${email} is that of another identity too`);
  if (typeof token === 'string') tokens.add(token);
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string' && EMAIL.test(group))) throw new PolicyError(`the groups of ${email} must be e-mail addresses`);
  parseBindings(bindings, isRole);
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PolicyError(`${what} must be an object`);
  return value as Record<string, unknown>;
}

function refuseOthers(rest: Record<string, unknown>, what: string): void {
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw new PolicyError(`${JSON.stringify(other)} is not an option of ${what}`);
}
