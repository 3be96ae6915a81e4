import { BigQuery } from '@google-cloud/bigquery';
import { Storage } from '@google-cloud/storage';
import { OAuth2Client } from 'google-auth-library';

import { startLocalWarehouse, type IamOptions, type LocalWarehouse } from '@bm/dwh-local';

export const PROJECT = 'bm-local';
export const OWNER = 'owner@example.com';
export const TEAM_A = 'team-a@bm-local.iam.gserviceaccount.com';
export const TEAM_B = 'team-b@bm-local.iam.gserviceaccount.com';
export const READER = 'reader@example.com';

/** Google's clients as one identity. */
export interface Clients {
  readonly bigQuery: BigQuery;
  readonly storage: Storage;
  /** One request without a client's niceties. */
  fetch(method: string, path: string, body?: unknown): Promise<{ status: number; json: { error?: { message: string; errors: { reason: string }[] }; [field: string]: unknown } }>;
}

export interface IamWarehouse extends AsyncDisposable {
  readonly warehouse: LocalWarehouse;
  as(email: string): Clients;
}

/** A warehouse with an owner, two teams that may run jobs and nothing else, and a reader who may too. */
export async function startIamWarehouse(extra: Partial<IamOptions> = {}): Promise<IamWarehouse> {
  const warehouse = await startLocalWarehouse({
    iam: {
      roles: { ...extra.roles },
      identities: { [OWNER]: {}, [TEAM_A]: {}, [TEAM_B]: {}, [READER]: {}, ...extra.identities },
      bindings: [
        { role: 'roles/owner', members: [`user:${OWNER}`] },
        { role: 'roles/bigquery.jobUser', members: [`serviceAccount:${TEAM_A}`, `serviceAccount:${TEAM_B}`, `user:${READER}`] },
        ...(extra.bindings ?? []),
      ],
    },
  });
  return { warehouse, as: (email) => clientsOf(warehouse, warehouse.credentials.token(email)), [Symbol.asyncDispose]: () => warehouse.close() };
}

export function clientsOf(warehouse: LocalWarehouse, token: string): Clients {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token });
  const apiEndpoint = warehouse.endpoint;
  return {
    bigQuery: new BigQuery({ projectId: PROJECT, apiEndpoint, authClient: authClient as never, location: 'EU' }),
    storage: new Storage({ projectId: PROJECT, apiEndpoint, authClient: authClient as never, useAuthWithCustomEndpoint: true }),
    fetch: async (method, path, body) => {
      const response = await fetch(`${apiEndpoint}${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      return { status: response.status, json: text === '' ? {} : JSON.parse(text) };
    },
  };
}

/** What a refused call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    const { code, message } = error as { code: unknown; message: string };
    return { code, message };
  }
  throw new Error('The call was expected to be refused.');
}
