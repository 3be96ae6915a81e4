import type { Resource } from './resource.js';

/** Who sent a request, as handlers see them. */
export interface Caller {
  readonly email: string;
  /** There are no identities: everybody may do everything. */
  readonly unrestricted: boolean;
  may(permission: string, resource: Resource): Promise<boolean>;
  /** @throws ApiError 403 in the words of the service */
  require(permission: string, resource: Resource): Promise<void>;
}

/** The user that jobs are run by where there are no identities. */
export const EVERYBODY: Caller = {
  email: 'local-user@dwh-local.invalid',
  unrestricted: true,
  may: async () => true,
  require: async () => undefined,
};
