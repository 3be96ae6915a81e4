import { ApiError } from '../http/api-error.js';
import type { Call, Reply, Route } from '../http/exchange.js';
import { readForm } from './form-body.js';
import { isServiceAccount } from './identity.js';
import { needs, OPEN } from './route-access.js';
import { TOKEN_LIFE_MS, type Tokens } from './tokens.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const LONGEST_LIFE_S = 43_200;

/** Where Google's auth libraries get tokens: the token exchange of workload identity federation, and impersonation. */
export function tokenRoutes(tokens: Tokens): Route[] {
  return [
    { method: 'POST', path: '/v1/token', id: 'sts.token', access: OPEN, handler: (call) => exchange(tokens, call) },
    {
      method: 'POST',
      path: '/v1/projects/:project/serviceAccounts/:account:generateAccessToken',
      id: 'iamcredentials.projects.serviceAccounts.generateAccessToken',
      access: needs('iam.serviceAccounts.getAccessToken', (params) => ({ kind: 'serviceAccount', email: params['account'] ?? '' })),
      handler: (call) => impersonate(tokens, call),
    },
  ];
}

/** The subject token is the identity's own secret: here nobody else vouches for them. https://docs.cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token */
async function exchange(tokens: Tokens, call: Call): Promise<Reply> {
  const form = await readForm(call.body);
  if (form.get('grant_type') !== GRANT_TYPE) return oauthError('unsupported_grant_type', `grant_type must be ${GRANT_TYPE}.`);
  const identity = tokens.holderOf(form.get('subject_token') ?? '');
  if (identity === undefined) return oauthError('invalid_grant', 'The subject token is not one of this warehouse.');
  const { token } = tokens.issue(identity.email, TOKEN_LIFE_MS);
  return { status: 200, json: { access_token: token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: TOKEN_LIFE_MS / 1000 } };
}

async function impersonate(tokens: Tokens, call: Call): Promise<Reply> {
  const email = call.params['account'] ?? '';
  const { lifetime = '3600s', delegates } = await call.json();
  if (Array.isArray(delegates) && delegates.length > 0) throw new ApiError(501, 'notImplemented', 'delegates are not supported by the local warehouse.');
  const seconds = typeof lifetime === 'string' ? Number(/^(\d+)s$/.exec(lifetime)?.[1]) : Number.NaN;
  if (!(seconds > 0 && seconds <= LONGEST_LIFE_S)) throw new ApiError(400, 'badRequest', `lifetime must be a number of seconds up to ${LONGEST_LIFE_S}s.`);
  if (!isServiceAccount(email) || tokens.find(email) === undefined) throw new ApiError(404, 'notFound', 'Not found; Gaia id not found for email.');
  const { token, expires } = tokens.issue(email, seconds * 1000);
  return { status: 200, json: { accessToken: token, expireTime: expires.toISOString() } };
}

function oauthError(error: string, description: string): Reply {
  return { status: 400, json: { error, error_description: description } };
}
