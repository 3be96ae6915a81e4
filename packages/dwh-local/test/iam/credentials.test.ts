import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { BigQuery } from '@google-cloud/bigquery';
import { GoogleAuth, Impersonated, OAuth2Client } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse } from '@bm/dwh-local';

import { clientsOf, OWNER, PROJECT, READER, refusal, startIamWarehouse, TEAM_A, TEAM_B, type IamWarehouse } from './iam-warehouse.js';

let iam: IamWarehouse;
beforeAll(async () => {
  iam = await startIamWarehouse({
    identities: { [TEAM_B]: { bindings: [{ role: 'roles/iam.serviceAccountTokenCreator', members: [`serviceAccount:${TEAM_A}`] }] } },
  });
});
afterAll(() => iam.warehouse.close());

const whoIs = async (authClient: unknown) => {
  const bigQuery = new BigQuery({ projectId: PROJECT, apiEndpoint: iam.warehouse.endpoint, authClient: authClient as never, location: 'EU' });
  return (await bigQuery.query('SELECT SESSION_USER() AS who'))[0][0].who;
};

describe('credentials', () => {
  it('are found by Application Default Credentials in a process of its own', async () => {
    const env = { ...process.env, GOOGLE_APPLICATION_CREDENTIALS: iam.warehouse.credentials.file(TEAM_A), ENDPOINT: iam.warehouse.endpoint };
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('credentials-child.mjs', import.meta.url))], { env });
    expect(stdout).toBe(TEAM_A);
  });

  it('are given to a client as a configuration', async () => {
    const auth = new GoogleAuth({ credentials: iam.warehouse.credentials.configuration(READER) as never, scopes: 'https://www.googleapis.com/auth/cloud-platform' });
    expect(await whoIs(await auth.getClient())).toBe(READER);
    expect(() => iam.warehouse.credentials.token('stranger@example.com')).toThrow(/no identity stranger@example.com/);
  });

  it('let whoever may create tokens act as a service account', async () => {
    const impersonated = (email: string) => {
      const sourceClient = new OAuth2Client();
      sourceClient.setCredentials({ access_token: iam.warehouse.credentials.token(email) });
      return new Impersonated({ sourceClient, targetPrincipal: TEAM_B, targetScopes: ['https://www.googleapis.com/auth/cloud-platform'], endpoint: iam.warehouse.endpoint } as never);
    };
    expect(await whoIs(impersonated(TEAM_A))).toBe(TEAM_B);
    expect((await refusal(impersonated(OWNER).getAccessToken())).message).toContain("Permission 'iam.serviceAccounts.getAccessToken' denied");
  });

  it('are read from a file that says whom to impersonate', async () => {
    const credentials = {
      type: 'impersonated_service_account',
      source_credentials: iam.warehouse.credentials.configuration(TEAM_A),
      service_account_impersonation_url: `${iam.warehouse.endpoint}/v1/projects/-/serviceAccounts/${TEAM_B}:generateAccessToken`,
      endpoint: iam.warehouse.endpoint,
    };
    const auth = new GoogleAuth({ credentials: credentials as never, scopes: 'https://www.googleapis.com/auth/cloud-platform' });
    expect(await whoIs(await auth.getClient())).toBe(TEAM_B);
    const federated = { ...iam.warehouse.credentials.configuration(TEAM_A), service_account_impersonation_url: credentials.service_account_impersonation_url };
    const direct = new GoogleAuth({ credentials: federated as never, scopes: 'https://www.googleapis.com/auth/cloud-platform' });
    expect(await whoIs(await direct.getClient())).toBe(TEAM_B);
  });

  it('are not exchanged for what is not one of them', async () => {
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'guessed' });
    const response = await fetch(`${iam.warehouse.endpoint}/v1/token`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('last through a reset, which forgets what was granted', async () => {
    await using other = await startIamWarehouse();
    await other.as(OWNER).storage.createBucket('shared', { location: 'EU' });
    await other.as(OWNER).storage.bucket('shared').iam.setPolicy({ bindings: [{ role: 'roles/storage.objectViewer', members: [`user:${READER}`] }] });
    await other.warehouse.reset();
    await other.as(OWNER).storage.createBucket('shared', { location: 'EU' });
    expect((await refusal(other.as(READER).storage.bucket('shared').getFiles())).message).toContain('storage.objects.list');
  });
});

describe('startLocalWarehouse({ iam })', () => {
  it.each([
    [{ identities: { nobody: {} } }, /"nobody" must be an e-mail address/],
    [{ identities: { [OWNER]: { tokn: 'x' } } }, /"tokn" is not an option/],
    [{ identities: {}, bindings: [{ role: 'roles/bigquery.everything', members: [] }] }, /role roles\/bigquery.everything is not supported/],
    [{ identities: {}, bindings: [{ role: 'roles/viewer', members: ['principal://x'] }] }, /member "principal:\/\/x" is not supported/],
    [{ identities: {}, bindings: [{ role: 'roles/viewer', members: [`user:${OWNER}`], condition: { expression: 'request.time' } }] }, /request.time is not supported/],
    [{ identities: {}, roles: { mine: [] } }, /"mine" must be named projects/],
    [{ identities: { [OWNER]: { token: 'same' }, [READER]: { token: 'same' } } }, /that of another identity/],
    [[], /iam must be an object/],
  ])('refuses %j', async (iamOptions, message) => {
    await expect(startLocalWarehouse({ iam: iamOptions as never })).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(message) });
  });

  it('asks nobody who they are without it, and keeps policies all the same', async () => {
    await using warehouse = await startLocalWarehouse();
    expect(() => warehouse.credentials.token(OWNER)).toThrow(/iam\.identities/);
    const { storage } = clientsOf(warehouse, 'anything');
    const bucket = storage.bucket(warehouse.stagingBucket);
    await bucket.iam.setPolicy({ bindings: [{ role: 'roles/storage.objectViewer', members: [`user:${READER}`] }] });
    expect((await bucket.iam.getPolicy())[0].bindings).toEqual([{ role: 'roles/storage.objectViewer', members: [`user:${READER}`] }]);
    await bucket.iam.setPolicy({ bindings: [{ role: 'projects/bm-local/roles/own', members: [`user:${READER}`] }] });
    expect((await bucket.iam.testPermissions(['storage.objects.create']))[0]).toEqual({ 'storage.objects.create': true });
    expect((await fetch(`${warehouse.endpoint}/storage/v1/b?project=${warehouse.project}`)).status).toBe(200);
  });

  it('finds what was granted again when it reopens a directory, and takes the project from its options', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'iam-'));
    try {
      const options = (role: string) => ({ dir, iam: { identities: { [OWNER]: {}, [READER]: {} }, bindings: [{ role, members: [`user:${OWNER}`] }] } });
      const first = await startLocalWarehouse(options('roles/owner'));
      const { storage } = clientsOf(first, first.credentials.token(OWNER));
      await storage.bucket(first.stagingBucket).iam.setPolicy({ bindings: [{ role: 'roles/storage.objectViewer', members: [`user:${READER}`] }] });
      const stale = first.credentials.token(READER);
      await first.close();
      await using second = await startLocalWarehouse(options('roles/viewer'));
      expect((await clientsOf(second, second.credentials.token(READER)).storage.bucket(second.stagingBucket).getFiles())[0]).toEqual([]);
      expect(await refusal(clientsOf(second, stale).storage.bucket(second.stagingBucket).getFiles())).toMatchObject({ code: 401 });
      expect(await refusal(clientsOf(second, second.credentials.token(OWNER)).storage.createBucket('another'))).toMatchObject({ code: 403 });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('gives identities only where it serves', async () => {
    const joined = startLocalWarehouse({ dir: iam.warehouse.dir, iam: { identities: {} } });
    await expect(joined).rejects.toMatchObject({ code: 'JOINED' });
  });
});
