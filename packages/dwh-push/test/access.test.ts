import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, onboardTeam, type DwhClient, type DwhPushError, type Grant } from '@bm/dwh-push';
import { PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { credentials } from '@grpc/grpc-js';
import { BaseExternalAccountClient, GoogleAuth, OAuth2Client, PassThroughClient } from 'google-auth-library';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const PROJECT = 'bm-local';
const OWNER = 'owner@example.com';
const READER = 'reader@example.com';
const schema = z.object({ id: z.int(), mail: z.string().meta({ personalData: 'email' }) });
const open: { close(): Promise<unknown> }[] = [];
const keep = <One extends { close(): Promise<unknown> }>(one: One): One => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

interface Company {
  readonly local: LocalWarehouse;
  readonly taxonomy: string;
  readonly grants: readonly Grant[];
  as(email: string, team: string): DwhClient;
  readonly shop: string;
  readonly other: string;
}

/** A warehouse with two teams, each with exactly the grants of its onboarding, less those that are taken away from the first. */
async function company(without: readonly string[] = []): Promise<Company> {
  // The name of a taxonomy is known only once it is there.
  const draft = onboardingOf('shop', 'projects/bm-local/locations/eu/taxonomies/1');
  const other = onboardingOf('stock', 'projects/bm-local/locations/eu/taxonomies/1');
  const local = keep(
    await startLocalWarehouse({
      iam: {
        identities: { [OWNER]: {}, [READER]: {}, [draft.serviceAccount]: {}, [other.serviceAccount]: {} },
        roles: Object.fromEntries(draft.grants.filter(({ custom }) => custom).map(({ role, permissions }) => [`projects/${PROJECT}/roles/${role}`, permissions])),
        bindings: [
          { role: 'roles/owner', members: [`user:${OWNER}`] },
          { role: 'roles/bigquery.jobUser', members: [`user:${READER}`] },
          ...[draft, other].flatMap(({ grants, serviceAccount }) =>
            grants.filter(({ id, on }) => on.kind === 'project' && !(serviceAccount === draft.serviceAccount && without.includes(id))).map(({ role, custom }) => ({ role: custom ? `projects/${PROJECT}/roles/${role}` : role, members: [`serviceAccount:${serviceAccount}`] })),
          ),
        ],
      },
    }),
  );
  const owner = as(local, OWNER, 'owners', undefined);
  const bigQuery = await owner.bigQuery();
  const taxonomy = await taxonomyOf(local);
  const onboardings = { shop: onboardingOf('shop', taxonomy), stock: onboardingOf('stock', taxonomy) };
  const bindings: { role: string; members: string[]; condition?: { title: string; expression: string } }[] = [];
  for (const [dataset, { grants, serviceAccount }] of Object.entries(onboardings)) {
    const given = grants.filter(({ id }) => !(dataset === 'shop' && without.includes(id)));
    const role = given.find(({ id }) => id === 'dataset');
    await bigQuery.createDataset(dataset, { location: 'EU', access: [{ role: 'OWNER', userByEmail: OWNER }, ...(role === undefined ? [] : [{ role: `projects/${PROJECT}/roles/${role.role}`, userByEmail: serviceAccount }])] });
    for (const { role: bucketRole, on, prefix } of given.filter(({ on: { kind } }) => kind === 'bucket')) {
      const condition = prefix === undefined ? {} : { condition: { title: 'prefix', expression: `resource.type == 'storage.googleapis.com/Object' && resource.name.startsWith('projects/_/buckets/${on.name}/objects/${prefix}')` } };
      bindings.push({ role: bucketRole, members: [`serviceAccount:${serviceAccount}`], ...condition });
    }
    if (given.some(({ id }) => id === 'tags')) tagReaders.push(`serviceAccount:${serviceAccount}`);
  }
  const bucket = (await owner.storage()).bucket(local.stagingBucket);
  const [policy] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
  await bucket.iam.setPolicy({ ...policy, version: 3, bindings: [...(policy.bindings ?? []), ...bindings] } as never);
  await asOwner(local, (tags, options) => tags.setIamPolicy({ resource: taxonomy, policy: { bindings: [{ role: 'roles/datacatalog.viewer', members: tagReaders.splice(0) }] } }, options));
  // What the warehouse team makes once.
  const first = await owner.pushDataset({ source: [{ id: 1 }], table: 'shop.there', partitionDate: '2021-04-03', schema: z.object({ id: z.int() }), logger: 'silent' });
  expect(first).toMatchObject({ outcome: 'published', catalog: 'registered' });
  return { local, taxonomy, grants: onboardings.shop.grants, as: (email, team) => as(local, email, team, taxonomy), shop: onboardings.shop.serviceAccount, other: onboardings.stock.serviceAccount };
}

const tagReaders: string[] = [];

function onboardingOf(team: string, taxonomy: string) {
  return onboardTeam({ team, project: PROJECT, dataset: team, location: 'EU', stagingBucket: `${PROJECT}-dwh-staging`, taxonomy });
}

function as(local: LocalWarehouse, email: string, team: string, taxonomy: string | undefined): DwhClient {
  return keep(createDwhClient({ target: 'local', endpoint: local.endpoint, grpcEndpoint: local.grpcEndpoint, team, authClient: withToken(local.credentials.token(email)), ...(taxonomy === undefined ? {} : { taxonomy }) }));
}

function withToken(token: string): OAuth2Client {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token });
  return authClient;
}

async function asOwner<T>(local: LocalWarehouse, work: (tags: PolicyTagManagerClient, options: object) => Promise<T>): Promise<T> {
  const [apiEndpoint, port] = local.grpcEndpoint.split(':');
  const tags = keep(new PolicyTagManagerClient({ projectId: PROJECT, apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never }));
  return work(tags, { otherArgs: { headers: { authorization: `Bearer ${local.credentials.token(OWNER)}` } } });
}

function taxonomyOf(local: LocalWarehouse): Promise<string> {
  return asOwner(local, async (tags, options) => {
    const [taxonomy] = (await tags.createTaxonomy({ parent: `projects/${PROJECT}/locations/eu`, taxonomy: { displayName: 'personal data' } }, options)) as unknown as [{ name: string }];
    await tags.createPolicyTag({ parent: taxonomy.name, policyTag: { displayName: 'email' } }, options);
    return taxonomy.name;
  });
}

const push = (client: DwhClient, table: string) => client.pushDataset({ source: [{ id: 1, mail: 'a@b.c' }], table, partitionDate: '2021-04-03', schema, logger: 'silent' });
const failure = (outcome: Promise<unknown>) => outcome.then(() => expect.unreachable(), (error: unknown) => error as DwhPushError);

describe('a team with the grants of its onboarding', () => {
  it('pushes what it has, tagged personal data too, and cannot read it', async () => {
    const { as: client, shop } = await company();
    const team = client(shop, 'shop');
    const report = await team.checkAccess({ dataset: 'shop' });
    expect(report).toMatchObject({ ok: true, missing: [], unknown: [] });
    // What is granted is not asked for again at once.
    expect(await team.checkAccess({ dataset: 'shop' })).toBe(report);
    expect(await push(team, 'shop.orders')).toMatchObject({ outcome: 'published', catalog: 'registered', committed: 'yes' });
    expect(await push(team, 'shop.orders')).toMatchObject({ outcome: 'unchanged' });
    await expect((await team.bigQuery()).query({ query: 'SELECT mail FROM shop.orders', location: 'EU' })).rejects.toThrow(/bigquery.tables.getData/);
  });

  it('cannot write into the dataset or the folders of another team, read its tables, or change policy tags', async () => {
    const { local, as: client, shop, other, taxonomy } = await company();
    const team = client(shop, 'shop');
    await push(client(other, 'stock'), 'stock.levels');
    expect(await failure(push(team, 'stock.levels'))).toMatchObject({ fault: 'access', committed: 'no', permission: 'bigquery.datasets.get' });
    const bucket = (await team.storage()).bucket(local.stagingBucket);
    for (const name of ['dwh-push/bm-local.stock/x', 'dwh-ops/pushes/team=stock/x', 'elsewhere']) {
      await expect(bucket.file(name).save('x', { resumable: false }), name).rejects.toThrow(/storage.objects.create/);
    }
    // Its own row of the ledger it can write, and nothing about it change.
    const [rows] = await bucket.getFiles({ prefix: 'dwh-ops/pushes/team=shop/' });
    await push(team, 'shop.orders');
    const [after] = await bucket.getFiles({ prefix: 'dwh-ops/pushes/team=shop/' });
    expect(after.length).toBe(rows.length + 1);
    await expect(after[0]?.save('x', { resumable: false })).rejects.toThrow(/storage.objects.delete/);
    await expect((await team.bigQuery()).query({ query: 'SELECT * FROM stock.levels', location: 'EU' })).rejects.toThrow(/getData|Access Denied/);
    const authorization = `Bearer ${local.credentials.token(shop)}`;
    await expect(asOwner(local, (tags) => tags.createPolicyTag({ parent: taxonomy, policyTag: { displayName: 'mine' } }, { otherArgs: { headers: { authorization } } }))).rejects.toMatchObject({ code: 7, message: expect.stringContaining('datacatalog.taxonomies.update') });
  });

  it.each(['jobs', 'dataset', 'bucket', 'staging', 'entries', 'aspects', 'tags'])('fails cleanly without %s, and checkAccess names it', async (id) => {
    const { as: client, shop, grants } = await company([id]);
    const team = client(shop, 'shop');
    const error = await failure(push(team, 'shop.orders'));
    expect(error).toMatchObject({ fault: 'access' });
    const report = await team.checkAccess({ dataset: 'shop', serviceAccount: shop });
    expect(report.ok).toBe(false);
    const grant = grants.find((one) => one.id === id) as Grant;
    const [missing, ...more] = report.missing;
    expect(more).toEqual([]);
    expect(missing?.role.endsWith(grant.role), JSON.stringify(report)).toBe(true);
    expect(grant.permissions).toEqual(expect.arrayContaining([...(missing?.permissions ?? [])]));
    expect(missing?.gcloud).toContain(shop);
    expect(missing?.terraform).toContain(shop);
  });

  it.each(['none', 'jobs', 'dataset', 'bucket', 'staging', 'entries', 'aspects', 'tags'])('is told what is missing before its dataset has a table: %s', async (id) => {
    const { local, as: client, shop, grants } = await company([id]);
    await (await as(local, OWNER, 'owners', undefined).bigQuery()).dataset('shop').table('there').delete();
    const { ok, missing, unknown } = await client(shop, 'shop').checkAccess({ dataset: 'shop' });
    expect(ok).toBe(id === 'none');
    expect(missing.map(({ role }) => role.split('/').at(-1))).toEqual(grants.filter((grant) => grant.id === id).map(({ role }) => role.split('/').at(-1)));
    expect(unknown.every(({ blocking }) => !blocking)).toBe(true);
    if (id === 'none') expect(unknown.flatMap(({ permissions }) => permissions)).toEqual(['bigquery.tables.setCategory', 'dataplex.aspectTypes.use']);
  });

  it('is not told that all is well where no service answers, or where nobody is known to ask', async () => {
    const { local, as: client, shop } = await company();
    const stranger = await keep(createDwhClient({ target: 'local', endpoint: local.endpoint, grpcEndpoint: local.grpcEndpoint, team: 'shop', authClient: withToken('not-a-token') })).checkAccess({ dataset: 'shop' });
    expect(stranger).toMatchObject({ ok: false, missing: [] });
    const team = client(shop, 'shop');
    await team.checkAccess({ dataset: 'shop' });
    await local.close();
    const { ok, missing, unknown } = await team.checkAccess({ dataset: 'shop', personalData: true });
    expect({ ok, missing }).toEqual({ ok: false, missing: [] });
    expect(unknown.flatMap(({ permissions }) => permissions)).toEqual(expect.arrayContaining(['bigquery.jobs.create', 'storage.objects.create', 'monitoring.timeSeries.create', 'datacatalog.taxonomies.get']));
  });

  it('is told of what has to be there, and is not', async () => {
    const local = keep(await startLocalWarehouse());
    const whys = async (config: object, options: object = {}) => {
      const { ok, missing, unknown } = await keep(createDwhClient({ target: 'local', endpoint: local.endpoint, grpcEndpoint: local.grpcEndpoint, ...config })).checkAccess({ dataset: 'shop', ...options });
      expect({ ok, missing }).toEqual({ ok: false, missing: [] });
      return [...new Set(unknown.filter(({ blocking }) => blocking).map(({ why }) => why))];
    };
    expect(await whys({ stagingBucket: 'not-there' })).toEqual(['the bucket not-there does not exist']);
    expect(await whys({ ledgerBucket: 'not-there' })).toEqual(['the bucket not-there does not exist']);
    const taxonomy = 'projects/bm-local/locations/eu/taxonomies/7';
    expect(await whys({ taxonomy })).toEqual([`the taxonomy ${taxonomy} does not exist`]);
    await (await keep(createDwhClient({ target: 'local', endpoint: local.endpoint })).bigQuery()).createDataset('shop', { location: 'US' });
    expect(await whys({})).toEqual(['the dataset bm-local.shop is in US, and not in EU as the configuration says']);
    await expect(keep(createDwhClient({ target: 'local', endpoint: local.endpoint })).checkAccess({ dataset: 'shop', personalData: true })).rejects.toMatchObject({ code: 'OPTIONS_INVALID', message: expect.stringContaining('DWH_TAXONOMY') as string });
  });

  it('is told which dataset, where it is another project\'s', async () => {
    const { as: client, shop } = await company();
    const { missing } = await client(shop, 'shop').checkAccess({ dataset: 'other-project.shop' });
    expect(missing.map(({ resource }) => resource)).toEqual(['dataset other-project.shop', 'bucket bm-local-dwh-staging, objects below dwh-push/other-project.shop/', 'project bm-local'].slice(0, missing.length));
    expect(missing[0]?.gcloud).toContain('other-project');
  });

  it('renders a lifecycle rule that meets whatever a push stages', () => {
    const { gcloud } = onboardingOf('shop', 'projects/bm-local/locations/eu/taxonomies/1');
    const { rule } = JSON.parse(/echo '(.*)' > lifecycle.json/.exec(gcloud)?.[1] ?? '') as { rule: { condition: { matchesSuffix: string[] } }[] };
    for (const name of ['part-00000.csv', 'part-00000.ndjson', 'source-00000.parquet', 'source-00000.csv.gz', 'source-00000.ndjson.gz', 'source-00000.tsv']) expect(rule[0]?.condition.matchesSuffix.some((suffix) => name.endsWith(suffix)), name).toBe(true);
    for (const name of ['lease.json', 'head.json', 'ledger.json']) expect(rule[0]?.condition.matchesSuffix.some((suffix) => name.endsWith(suffix)), name).toBe(false);
  });

  it('tells the ledger once of each push, though it may not read what it has told', async () => {
    const { local, as: client, shop } = await company();
    const team = client(shop, 'shop');
    const one = z.object({ id: z.int() });
    const next = (id: number) => team.pushDataset({ source: [{ id }], table: 'shop.told', partitionDate: '2021-04-03', schema: one, logger: 'silent' });
    const requestsOf = async (id: number) => {
      const before = local.requests.length;
      await next(id);
      return local.requests.slice(before).map((request) => request.id);
    };
    await next(0);
    const calm = await requestsOf(1);
    // The answer to the last write, which is that of the ledger's row, is lost.
    local.faults.add({ method: 'storage.objects.insert', kind: 'lost-answer', nth: calm.filter((id) => id === 'storage.objects.insert').length, times: 1 });
    await next(2);
    await next(3);
    expect((await requestsOf(4)).length).toBeLessThanOrEqual(calm.length);
    const [bucket] = await (await as(local, OWNER, 'owners', undefined).storage()).bucket(local.stagingBucket).getFiles({ prefix: 'dwh-ops/pushes/team=shop/' });
    const rows = await Promise.all(bucket.map(async (file) => JSON.parse(String((await file.download())[0])) as { outcome: string; table_name: string }));
    expect(rows.filter(({ table_name: table }) => table === 'told').map(({ outcome }) => outcome)).toEqual(Array(5).fill('published'));
  });

  it.each(['ledger', 'metrics', 'lineage'])('pushes all the same without %s, and checkAccess names it', async (id) => {
    const { as: client, shop, grants } = await company([id]);
    const team = client(shop, 'shop');
    expect(await push(team, 'shop.orders')).toMatchObject({ outcome: 'published' });
    const report = await team.checkAccess({ dataset: 'shop' });
    expect(report.missing.map(({ role }) => role)).toEqual([(grants.find((one) => one.id === id) as Grant).role]);
  });
});

describe('onboardTeam', () => {
  it('renders every grant with its reason, for Terraform and for gcloud', () => {
    const { grants, terraform, gcloud, serviceAccount, environment, gitlab } = onboardTeam({ team: 'Shop Team', project: 'bm-data', dataset: 'shop', location: 'EU', stagingBucket: 'bm-staging', taxonomy: 'projects/bm-data/locations/eu/taxonomies/123', gitlab: { pool: 'projects/1/locations/global/workloadIdentityPools/gitlab', projectPath: 'bm/shop' } });
    expect(serviceAccount).toBe('dwh-shop-team@bm-data.iam.gserviceaccount.com');
    for (const { reason, role, prefix } of grants) {
      for (const text of [terraform, gcloud]) {
        expect(text).toContain(reason);
        expect(text).toContain(role);
        if (prefix !== undefined) expect(text).toContain(prefix);
      }
    }
    expect(terraform).toContain('roles/iam.workloadIdentityUser');
    const { '.dwh-push': job } = parse(gitlab?.job ?? '') as Record<string, { id_tokens: object; variables: Record<string, string>; before_script: string[] }>;
    const federated = JSON.parse(gitlab?.credentials ?? '') as { audience: string; credential_source: { file: string } };
    expect(job).toMatchObject({ id_tokens: { DWH_ID_TOKEN: { aud: `https:${federated.audience}` } }, variables: { ...environment, GOOGLE_APPLICATION_CREDENTIALS: 'dwh-credentials.json' }, before_script: [`echo "$DWH_ID_TOKEN" > ${federated.credential_source.file}`] });
    expect(new GoogleAuth().fromJSON(federated as never)).toBeInstanceOf(BaseExternalAccountClient);
    expect(environment).toMatchObject({ DWH_TARGET: 'gcp', DWH_TEAM: 'Shop Team', DWH_TAXONOMY: 'projects/bm-data/locations/eu/taxonomies/123' });
    expect(grants.flatMap(({ permissions }) => permissions)).not.toContain('bigquery.tables.getData');
  });

  it('leaves out what teams share where that is there already', () => {
    const options = { team: 'Shop', project: 'bm-data', dataset: 'shop', location: 'EU', stagingBucket: 'bm-staging' } as const;
    const [alone, beside] = [onboardTeam(options), onboardTeam({ ...options, shared: false })];
    for (const text of ['google_project_iam_custom_role" "dwhPusher', 'google_storage_bucket" "staging', '= google_project_iam_custom_role.dwhPusher.id', '= google_storage_bucket.staging.name', '= google_bigquery_dataset.shop_shop.dataset_id']) expect(alone.terraform).toContain(text);
    expect(beside.terraform).not.toMatch(/google_project_iam_custom_role|google_storage_bucket"/);
    expect(beside.gcloud).not.toMatch(/iam roles create|lifecycle/);
    expect(beside.terraform).toContain('= "projects/bm-data/roles/dwhPusher"');
  });

  it('gives a team with two datasets one account, and every resource a name of its own', () => {
    const { terraform, gcloud, grants } = onboardTeam({ team: 'Shop', project: 'bm-data', dataset: ['shop', 'shop_eu'], location: 'EU', stagingBucket: 'bm-staging' });
    const names = [...terraform.matchAll(/^resource "(.*)" "(.*)"/gm)].map(([, type, name]) => `${type}.${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /service_account\b|dataset/.test(name))).toEqual(['google_service_account.shop', 'google_bigquery_dataset.shop_shop', 'google_bigquery_dataset.shop_shop_eu', 'google_bigquery_dataset_iam_member.dataset_shop_shop', 'google_bigquery_dataset_iam_member.dataset_shop_shop_eu']);
    expect(grants.filter(({ id }) => id === 'staging').map(({ prefix }) => prefix)).toEqual(['dwh-push/bm-data.shop/', 'dwh-push/bm-data.shop_eu/']);
    for (const text of ['mk --force --dataset bm-data:shop_eu', 'startsWith(\'projects/_/buckets/bm-staging/objects/dwh-push/bm-data.shop_eu/\')']) expect(gcloud).toContain(text);
    expect(gcloud.startsWith('#!/bin/sh\nset -eu\n')).toBe(true);
  });

  it('gives every team an account of its own, whatever it is called', () => {
    const account = (team: string) => onboardTeam({ team, project: 'bm-data', dataset: 'shop', location: 'EU', stagingBucket: 'bm-staging' }).serviceAccount.split('@')[0] as string;
    const teams = ['Shop', 'Shop Team', 'Zahlungen und Rechnungen Süd', 'Zahlungen und Rechnungen Nord', 'Équipe', 'Éq', '日本', '中国', 'a', 'b', 'ab_cd', 'ab-cd', 'ab cd'];
    expect(account('Shop Team')).toBe('dwh-shop-team');
    // The last two are called the same in labels, metrics and the ledger.
    expect(new Set(teams.map(account)).size).toBe(teams.length - 1);
    for (const team of teams) expect(account(team)).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
  });

  it('refuses what would not be what it says', () => {
    expect(() => onboardTeam({ team: "x'; rm", project: 'P', dataset: 'd-d', location: 'EU', stagingBucket: 'gs://x' })).toThrow(/team.*project.*stagingBucket.*dataset/);
    expect(() => onboardTeam(undefined as never)).toThrow(/no options/);
    const options = { team: 'shop', project: 'bm-data', location: 'EU', stagingBucket: 'bm-staging' } as const;
    expect(() => onboardTeam({ ...options, dataset: 'dwh_ops' })).toThrow(/dwh_ops is the warehouse team's/);
    for (const dataset of [[], ['a', 'a'], ['a', 5], '']) expect(() => onboardTeam({ ...options, dataset } as never)).toThrow(/dataset is missing/);
    expect(() => onboardTeam({ ...options, dataset: 'shop', taxonomy: 'projects/bm-data/locations/us/taxonomies/1' })).toThrow(/taxonomy is in another location/);
  });
});

