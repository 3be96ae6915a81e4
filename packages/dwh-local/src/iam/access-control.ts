import { ApiError } from '../http/api-error.js';
import { EVERYBODY, type Caller } from './caller.js';
import { attachedBindings, type ResourceSource } from './attached-policies.js';
import { parseCondition, type Condition } from './condition/parse-condition.js';
import { denied } from './denied.js';
import { isMember, type Identity } from './identity.js';
import type { Binding } from './policy.js';
import type { Identities } from './open-access.js';
import type { PolicyStore } from './policy-store.js';
import { attributesOf, type Resource } from './resource.js';
import { PREDEFINED_ROLES } from './roles/predefined-roles.js';

export interface AccessControlDeps {
  readonly policies: PolicyStore;
  readonly source: ResourceSource;
  /** The warehouse's own project. */
  readonly project: string;
  /** Without identities everybody may do everything. */
  readonly identities?: Identities;
}

const ANY_ROLE = /^(?:roles\/[\w.]+|(?:projects|organizations)\/[^/\s]+\/roles\/[\w.]+)$/;

/** Who may do what. Services of every protocol ask here. */
export class AccessControl {
  readonly #deps: AccessControlDeps;
  readonly #conditions = new Map<string, Condition>();

  constructor(deps: AccessControlDeps) {
    this.#deps = deps;
  }

  get policies(): PolicyStore {
    return this.#deps.policies;
  }

  /** Who sent an `Authorization` header (or `authorization` metadata). @throws ApiError 401 */
  callerOf(authorization: string | undefined): Caller {
    const { identities } = this.#deps;
    return identities === undefined ? EVERYBODY : this.#caller(identities.tokens.identify(authorization));
  }

  /** Whether an identity holds a permission on a resource: by a binding of the resource, or of what it lies in, up to its project. */
  async may(identity: Identity, permission: string, resource: Resource): Promise<boolean> {
    const bindings = await attachedBindings(this.#deps.policies, this.#deps.source, this.#deps.project, resource);
    const projects = await this.#basicRoles(identity, bindings);
    const attributes = attributesOf(resource);
    return bindings.some(
      ({ role, members, condition }) =>
        this.#permissions(role)?.has(permission) === true &&
        members.some((member) => isMember(member, identity, (basic, project) => projects.has(`${project}/${basic}`))) &&
        (condition === undefined || this.#condition(condition.expression)(attributes)),
    );
  }

  /** Whether a policy may name a role. Where nothing is enforced, any role that could be one is kept. */
  isRole(role: string): boolean {
    return this.#deps.identities === undefined ? ANY_ROLE.test(role) : this.#permissions(role) !== undefined;
  }

  #caller(identity: Identity): Caller {
    const may = (permission: string, resource: Resource) => this.may(identity, permission, resource);
    return {
      email: identity.email,
      unrestricted: false,
      may,
      require: async (permission, resource) => {
        if (await may(permission, resource)) return;
        // Names of buckets are everybody's, so that one is not there is no secret.
        if ((resource.kind === 'bucket' || resource.kind === 'object') && (await this.#deps.source.bucket(resource.bucket)) === undefined) throw new ApiError(404, 'notFound', 'The specified bucket does not exist.');
        throw denied(identity.email, permission, resource);
      },
    };
  }

  #permissions(role: string): ReadonlySet<string> | undefined {
    const roles = this.#deps.identities?.options.roles ?? {};
    return PREDEFINED_ROLES.get(role) ?? (Object.hasOwn(roles, role) ? new Set(roles[role]) : undefined);
  }

  #condition(expression: string): Condition {
    const known = this.#conditions.get(expression);
    if (known !== undefined) return known;
    const parsed = parseCondition(expression);
    this.#conditions.set(expression, parsed);
    return parsed;
  }

  /** `project/roles/owner` for the basic roles that the identity has in the projects that the bindings' `projectOwner:…` and its kin name. */
  async #basicRoles(identity: Identity, bindings: readonly Binding[]): Promise<Set<string>> {
    const named = new Set(bindings.flatMap(({ members }) => members.flatMap((member) => /^project(?:Owner|Editor|Viewer):(.+)$/.exec(member)?.[1] ?? [])));
    const found = new Set<string>();
    for (const project of named) {
      for (const { role, members } of (await this.#deps.policies.find(`projects/${project}`))?.bindings ?? []) {
        if (members.some((member) => isMember(member, identity, () => false))) found.add(`${project}/${role}`);
      }
    }
    return found;
  }
}
