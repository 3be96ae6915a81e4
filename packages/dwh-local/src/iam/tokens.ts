import { randomBytes } from 'node:crypto';

import { ApiError } from '../http/api-error.js';
import type { IamOptions } from './iam-options.js';
import type { Identity } from './identity.js';

/** How long an exchanged or impersonated token is good, in milliseconds. */
export const TOKEN_LIFE_MS = 3_600_000;

/** The identities of a running warehouse, and the bearer tokens that stand for them. Nothing of it is written to disk. */
export class Tokens {
  readonly #identities = new Map<string, Identity>();
  readonly #lasting = new Map<string, string>();
  readonly #passing = new Map<string, { readonly email: string; readonly expires: number }>();
  readonly #byEmail = new Map<string, string>();

  constructor(options: IamOptions) {
    for (const [email, { token = newToken(), groups = [] }] of Object.entries(options.identities)) {
      this.#identities.set(email, { email, groups });
      this.#lasting.set(token, email);
      this.#byEmail.set(email, token);
    }
  }

  /** The token that stands for an identity as long as the warehouse runs. Undefined for somebody who was not given. */
  tokenOf(email: string): string | undefined {
    return this.#byEmail.get(email);
  }

  find(email: string): Identity | undefined {
    return this.#identities.get(email);
  }

  /** Whose token it is. */
  holderOf(token: string): Identity | undefined {
    const passing = this.#passing.get(token);
    const email = passing !== undefined && passing.expires > Date.now() ? passing.email : this.#lasting.get(token);
    return email === undefined ? undefined : this.#identities.get(email);
  }

  /** A token of the identity's that runs out after `lifeMs`. */
  issue(email: string, lifeMs: number): { readonly token: string; readonly expires: Date } {
    const now = Date.now();
    for (const [old, { expires }] of this.#passing) if (expires <= now) this.#passing.delete(old);
    const token = newToken();
    this.#passing.set(token, { email, expires: now + lifeMs });
    return { token, expires: new Date(now + lifeMs) };
  }

  /** Who sent an `Authorization` header. @throws ApiError 401 for none, and for a token that is nobody's. */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined || authorization === '') throw new ApiError(401, 'required', `Request is missing required authentication credential. ${EXPECTED}`, { locationType: 'header', location: 'Authorization' });
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const identity = token === undefined ? undefined : this.holderOf(token);
    if (identity === undefined) throw new ApiError(401, 'authError', `Request had invalid authentication credentials. ${EXPECTED}`, { locationType: 'header', location: 'Authorization' });
    return identity;
  }
}

const EXPECTED = 'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

function newToken(): string {
  return `ya29.local-${randomBytes(32).toString('base64url')}`;
}
