import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { OWNER, PROJECT, READER, refusal, startIamWarehouse, TEAM_A, TEAM_B, type Clients, type IamWarehouse } from './iam-warehouse.js';

const BUCKET = 'staging-of-teams';
const SCHEMA = [{ name: 'sku', type: 'STRING' }, { name: 'price', type: 'INTEGER' }];

let iam: IamWarehouse;
let owner: Clients;
let teamA: Clients;
let teamB: Clients;
let reader: Clients;

beforeAll(async () => {
  iam = await startIamWarehouse();
  [owner, teamA, teamB, reader] = [iam.as(OWNER), iam.as(TEAM_A), iam.as(TEAM_B), iam.as(READER)];
  await owner.bigQuery.createDataset('shop');
  await owner.bigQuery.createDataset('team_a');
  await owner.bigQuery.createDataset('team_b');
  await owner.bigQuery.createDataset('views');
  await grant('team_a', 'WRITER', TEAM_A);
  await grant('team_b', 'WRITER', TEAM_B);
  await owner.storage.createBucket(BUCKET, { location: 'EU' });
  const bucket = owner.storage.bucket(BUCKET);
  const [policy] = await bucket.iam.getPolicy({ requestedPolicyVersion: 3 });
  policy.version = 3;
  for (const [team, member] of [['team-a', TEAM_A], ['team-b', TEAM_B]]) {
    policy.bindings.push({
      role: 'roles/storage.objectUser',
      members: [`serviceAccount:${member}`],
      condition: { title: team ?? '', expression: `resource.type == 'storage.googleapis.com/Object' && resource.name.startsWith('projects/_/buckets/${BUCKET}/objects/${team}/')` },
    });
  }
  policy.bindings.push({ role: 'roles/storage.legacyBucketReader', members: [`serviceAccount:${TEAM_A}`, `serviceAccount:${TEAM_B}`] });
  await bucket.iam.setPolicy(policy);
});
afterAll(() => iam.warehouse.close());

async function grant(dataset: string, role: string, email: string): Promise<void> {
  const [metadata] = await owner.bigQuery.dataset(dataset).getMetadata();
  await owner.bigQuery.dataset(dataset).setMetadata({ access: [...metadata.access, { role, userByEmail: email }] });
}

const load = (clients: Clients, name: string, table: string, options: object = {}) =>
  clients.bigQuery.createJob({
    location: 'EU',
    configuration: {
      load: {
        sourceUris: [`gs://${BUCKET}/${name}`],
        sourceFormat: 'CSV',
        schema: { fields: SCHEMA },
        destinationTable: { projectId: PROJECT, datasetId: table.split('.')[0] ?? '', tableId: table.split('.')[1] ?? '' },
        writeDisposition: 'WRITE_TRUNCATE',
        ...options,
      },
    },
  } as never);

/** The job's own end. */
async function outcome([job]: Awaited<ReturnType<typeof load>>): Promise<{ reason?: string; message?: string } | undefined> {
  for (;;) {
    const [metadata] = await job.getMetadata();
    if (metadata.status.state === 'DONE') return metadata.status.errorResult;
  }
}

const save = (clients: Clients, name: string, content = 'a,1\nb,2\n') => clients.storage.bucket(BUCKET).file(name).save(content, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });

describe('credentials', () => {
  it('are asked for, and have to be known', async () => {
    const none = await fetch(`${iam.warehouse.endpoint}/bigquery/v2/projects/${PROJECT}/datasets/shop`);
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error: { status: 'UNAUTHENTICATED', errors: [{ reason: 'required' }] } });
    const wrong = await fetch(`${iam.warehouse.endpoint}/storage/v1/b/${BUCKET}`, { headers: { authorization: 'Bearer nobodys' } });
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toMatchObject({ error: { errors: [{ reason: 'authError' }] } });
  });
});

describe('a team with its grants', () => {
  it('stages under its prefix, loads and reads its own table', async () => {
    await save(teamA, 'team-a/one.csv');
    expect(await outcome(await load(teamA, 'team-a/one.csv', 'team_a.products'))).toBeUndefined();
    const [rows] = await teamA.bigQuery.query(`SELECT sku, SESSION_USER() AS who FROM team_a.products ORDER BY sku`);
    expect(rows).toEqual([{ sku: 'a', who: TEAM_A }, { sku: 'b', who: TEAM_A }]);
    await teamA.storage.bucket(BUCKET).file('team-a/one.csv').delete();
  });

  it('copies, extracts and streams what it may read to where it may write', async () => {
    const ref = (table: string) => ({ projectId: PROJECT, datasetId: table.split('.')[0] ?? '', tableId: table.split('.')[1] ?? '' });
    const run = (clients: Clients, configuration: object) => clients.bigQuery.createJob({ location: 'EU', configuration } as never);
    const copy = (clients: Clients, from: string, to: string) => run(clients, { copy: { sourceTable: ref(from), destinationTable: ref(to) } });
    const extract = (clients: Clients, name: string) => run(clients, { extract: { sourceTable: ref('team_a.mine'), destinationUri: `gs://${BUCKET}/${name}` } });
    await teamA.bigQuery.query("CREATE TABLE team_a.mine AS SELECT 'a' AS sku");
    expect(await outcome(await copy(teamA, 'team_a.mine', 'team_a.mine_too'))).toBeUndefined();
    expect(await refusal(copy(teamB, 'team_a.mine', 'team_b.theirs'))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.get') });
    expect(await refusal(copy(teamA, 'team_a.mine', 'team_b.mine'))).toMatchObject({ code: 403 });
    expect(await outcome(await extract(teamA, 'team-a/mine.csv'))).toBeUndefined();
    expect(await outcome(await extract(teamA, 'team-b/mine.csv'))).toMatchObject({ reason: expect.stringMatching(/accessDenied|forbidden/), message: expect.stringContaining('storage.objects.create') });
    expect(await refusal(extract(teamB, 'team-b/theirs-too.csv'))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.export') });
    await teamA.bigQuery.dataset('team_a').table('mine').insert([{ sku: 'b' }]);
    expect(await refusal(teamB.bigQuery.dataset('team_a').table('mine').insert([{ sku: 'c' }]))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.updateData') });
  });

  it('cannot write, read or delete under the prefix of another', async () => {
    await save(teamB, 'team-b/theirs.csv');
    const file = teamA.storage.bucket(BUCKET).file('team-b/theirs.csv');
    const text = (permission: string) => ({ code: 403, message: `${TEAM_A} does not have ${permission} access to the Google Cloud Storage object. Permission '${permission}' denied on resource (or it may not exist).` });
    expect(await refusal(file.save('x', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }))).toEqual(text('storage.objects.create'));
    expect(await refusal(file.getMetadata())).toEqual(text('storage.objects.get'));
    expect((await refusal(file.download())).code).toBe(403);
    expect(await refusal(file.delete())).toEqual(text('storage.objects.delete'));
    expect(await refusal(teamA.storage.bucket(BUCKET).file('team-a/../team-b/x').getMetadata())).toMatchObject({ code: 404 });
    expect((await teamA.storage.bucket(BUCKET).getFiles({ prefix: 'team-b/' }))[0]).toHaveLength(1);
    expect(await refusal(teamA.storage.bucket(BUCKET).iam.getPolicy())).toMatchObject({ code: 403, message: expect.stringContaining('storage.buckets.getIamPolicy') });
    expect(await refusal(teamA.storage.bucket('no-such-bucket').getMetadata())).toMatchObject({ code: 404 });
  });

  it('cannot write into the dataset of another, nor load what it may not read', async () => {
    await save(teamA, 'team-a/two.csv');
    expect(await refusal(load(teamA, 'team-a/two.csv', 'team_b.products'))).toEqual({
      code: 403,
      message: 'Access Denied: Dataset bm-local:team_b: Permission bigquery.tables.create denied on dataset bm-local:team_b (or it may not exist).',
    });
    expect(await refusal(load(teamA, 'team-a/two.csv', 'team_b.products', { createDisposition: 'CREATE_NEVER' }))).toMatchObject({ message: expect.stringContaining('Permission bigquery.tables.get denied on table bm-local:team_b.products') });
    expect(await outcome(await load(teamA, 'team-b/theirs.csv', 'team_a.stolen'))).toMatchObject({ reason: 'accessDenied', message: expect.stringContaining(`${TEAM_A} does not have storage.objects.get access`) });
    expect(await refusal(teamA.bigQuery.dataset('team_b').createTable('t', { schema: SCHEMA }))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.create') });
    expect(await refusal(teamA.bigQuery.dataset('team_b').get())).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.datasets.get') });
    expect((await teamA.bigQuery.getDatasets())[0].map((dataset) => dataset.id)).toEqual(['team_a']);
  });

  it('sees its own jobs only', async () => {
    const [job] = await teamA.bigQuery.createQueryJob({ query: 'SELECT 1', location: 'EU' });
    await job.getQueryResults();
    expect((await job.getMetadata())[0].user_email).toBe(TEAM_A);
    expect(await refusal(teamB.bigQuery.job(job.id ?? '', { location: 'EU' }).getMetadata())).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.jobs.get') });
    expect(await refusal(teamB.bigQuery.job(job.id ?? '', { location: 'EU' }).cancel())).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.jobs.update') });
    expect(await refusal(teamB.bigQuery.job(job.id ?? '', { location: 'EU' }).getQueryResults())).toMatchObject({ code: 403 });
    const [theirs] = await teamB.bigQuery.getJobs();
    expect(theirs.map((other) => other.id)).not.toContain(job.id);
    const [all] = await owner.bigQuery.getJobs({ allUsers: true });
    expect(all.map((other) => other.id)).toContain(job.id);
    expect(await refusal(teamB.bigQuery.getJobs({ allUsers: true }))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.jobs.listAll') });
  });
});

describe('jobs', () => {
  it('need bigquery.jobs.create in the project', async () => {
    await using other = await startIamWarehouse({ identities: { 'nobody@example.com': {} } });
    expect(await refusal(other.as('nobody@example.com').bigQuery.query('SELECT 1'))).toEqual({ code: 403, message: 'Access Denied: Project bm-local: User does not have bigquery.jobs.create permission in project bm-local.' });
  });

  it('need bigquery.tables.update only where they replace a table or change its schema', async () => {
    await using other = await startIamWarehouse({ roles: { [`projects/${PROJECT}/roles/pusher`]: ['bigquery.tables.create', 'bigquery.tables.get', 'bigquery.tables.updateData', 'bigquery.datasets.get'] } });
    const boss = other.as(OWNER);
    await boss.bigQuery.createDataset('team_a');
    const [metadata] = await boss.bigQuery.dataset('team_a').getMetadata();
    await boss.bigQuery.dataset('team_a').setMetadata({ access: [...metadata.access, { role: `projects/${PROJECT}/roles/pusher`, userByEmail: TEAM_A }] });
    await boss.storage.createBucket(BUCKET, { location: 'EU' });
    await boss.storage.bucket(BUCKET).iam.setPolicy({ bindings: [{ role: 'roles/storage.objectAdmin', members: [`serviceAccount:${TEAM_A}`] }, { role: 'roles/storage.bucketViewer', members: [`serviceAccount:${TEAM_A}`] }] });
    const team = other.as(TEAM_A);
    await save(team, 'x.csv');
    for (const writeDisposition of ['WRITE_EMPTY', 'WRITE_APPEND', 'WRITE_TRUNCATE_DATA']) expect(await outcome(await load(team, 'x.csv', 'team_a.t', { writeDisposition }))).toBeUndefined();
    const needsUpdate = { code: 403, message: 'Access Denied: Table bm-local:team_a.t: Permission bigquery.tables.update denied on table bm-local:team_a.t (or it may not exist).' };
    expect(await refusal(load(team, 'x.csv', 'team_a.t', { writeDisposition: 'WRITE_TRUNCATE' }))).toEqual(needsUpdate);
    expect(await refusal(load(team, 'x.csv', 'team_a.t', { writeDisposition: 'WRITE_APPEND', schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] }))).toEqual(needsUpdate);
    expect(await refusal(team.bigQuery.dataset('team_a').table('t').setMetadata({ description: 'x' }))).toEqual(needsUpdate);
    await boss.storage.bucket(BUCKET).iam.setPolicy({ bindings: [{ role: 'roles/storage.objectAdmin', members: [`serviceAccount:${TEAM_A}`] }] });
    expect(await outcome(await load(team, 'x.csv', 'team_a.t', { writeDisposition: 'WRITE_APPEND' }))).toMatchObject({ reason: 'accessDenied', message: expect.stringContaining('storage.buckets.get') });
    await boss.storage.bucket(BUCKET).iam.setPolicy({ bindings: [{ role: 'roles/storage.legacyObjectReader', members: [`serviceAccount:${TEAM_A}`] }, { role: 'roles/storage.bucketViewer', members: [`serviceAccount:${TEAM_A}`] }] });
    expect(await outcome(await load(team, '*.csv', 'team_a.t', { writeDisposition: 'WRITE_APPEND' }))).toMatchObject({ message: expect.stringContaining('storage.objects.list') });
  });

  it('change only what their caller may change', async () => {
    await owner.bigQuery.query('CREATE TABLE shop.stock (sku STRING, n INT64)');
    await grant('shop', 'READER', TEAM_B);
    const denied = (permission: string) => ({ code: 403, message: expect.stringContaining(`Permission bigquery.${permission} denied`) });
    expect(await refusal(teamB.bigQuery.query("INSERT INTO shop.stock VALUES ('a', 1)"))).toMatchObject(denied('tables.updateData'));
    expect(await refusal(teamB.bigQuery.query('TRUNCATE TABLE shop.stock'))).toMatchObject(denied('tables.updateData'));
    expect(await refusal(teamB.bigQuery.query('DELETE FROM shop.stock WHERE TRUE'))).toMatchObject(denied('tables.updateData'));
    expect(await refusal(teamB.bigQuery.query('DROP TABLE shop.stock'))).toMatchObject(denied('tables.delete'));
    expect(await refusal(teamB.bigQuery.query('CREATE OR REPLACE TABLE shop.stock (x INT64)'))).toMatchObject(denied('tables.create'));
    expect(await refusal(teamB.bigQuery.query('DROP SCHEMA shop'))).toMatchObject(denied('datasets.delete'));
    expect(await refusal(teamB.bigQuery.query('CREATE SCHEMA mine'))).toMatchObject({ message: expect.stringContaining('bigquery.datasets.create permission in project') });
    await teamA.bigQuery.query('CREATE TABLE team_a.skus (sku STRING)');
    expect(await refusal(teamA.bigQuery.query('INSERT INTO team_a.skus SELECT sku FROM shop.stock'))).toMatchObject(denied('tables.getData'));
    expect(await refusal(teamA.bigQuery.query('CREATE TABLE team_a.copy_of AS SELECT * FROM shop.stock'))).toMatchObject(denied('tables.getData'));
    expect(await refusal(teamA.bigQuery.createQueryJob({ query: 'SELECT * FROM shop.stock', dryRun: true, location: 'EU' }))).toMatchObject(denied('tables.getData'));
    expect(await refusal(teamA.bigQuery.query('SELECT skew FROM shop.stock'))).toMatchObject(denied('tables.getData'));
    expect(await refusal(teamB.bigQuery.query('SELECT skew FROM shop.stock'))).toMatchObject({ message: expect.stringContaining('Unrecognized name: skew') });
    expect(await refusal(grant('shop', 'roles/bigquery.everything', TEAM_B))).toMatchObject({ code: 501, message: expect.stringContaining('access role roles/bigquery.everything') });
    expect(await refusal(teamA.bigQuery.query('SELECT * FROM shop.not_there'))).toMatchObject(denied('tables.getData'));
    expect(await refusal(teamA.bigQuery.query('SELECT * FROM shop.INFORMATION_SCHEMA.TABLES'))).toMatchObject({ message: expect.stringContaining('bigquery.tables.get') });
    expect(await refusal(teamB.bigQuery.dataset('shop').delete({ force: true }))).toMatchObject(denied('datasets.delete'));
    expect(await refusal(teamB.bigQuery.dataset('shop').setMetadata({ description: 'x' }))).toMatchObject(denied('datasets.update'));
  });
});

describe('views', () => {
  beforeAll(async () => {
    await owner.bigQuery.query("CREATE TABLE shop.raw AS SELECT 'a' AS sku, 'Samsung' AS brand UNION ALL SELECT 'b', 'Apple'");
    await owner.bigQuery.query("CREATE VIEW views.samsung AS SELECT sku FROM shop.raw WHERE brand = 'Samsung'");
    await owner.bigQuery.query('CREATE VIEW views.over_view AS SELECT sku FROM views.samsung');
    await grant('views', 'READER', READER);
  });

  it('are read through where the dataset of the table authorizes them, and only then', async () => {
    const raw = { code: 403, message: 'Access Denied: Table bm-local:shop.raw: Permission bigquery.tables.getData denied on table bm-local:shop.raw (or it may not exist).' };
    expect(await refusal(reader.bigQuery.query('SELECT * FROM views.samsung'))).toEqual(raw);
    const shop = owner.bigQuery.dataset('shop');
    const [{ access }] = await shop.getMetadata();
    await shop.setMetadata({ access: [...access, { view: { projectId: PROJECT, datasetId: 'views', tableId: 'samsung' } }] });
    expect((await reader.bigQuery.query('SELECT * FROM views.samsung'))[0]).toEqual([{ sku: 'a' }]);
    expect((await reader.bigQuery.query('SELECT * FROM views.over_view'))[0]).toEqual([{ sku: 'a' }]);
    expect(await refusal(reader.bigQuery.query('SELECT * FROM shop.raw'))).toEqual(raw);
    expect(await refusal(reader.bigQuery.query('SELECT v.sku FROM views.samsung AS v JOIN shop.raw AS r ON r.sku = v.sku'))).toEqual(raw);
    expect(await refusal(reader.bigQuery.dataset('shop').table('raw').getRows())).toEqual(raw);
    await shop.setMetadata({ access: [...access, { dataset: { dataset: { projectId: PROJECT, datasetId: 'views' }, targetTypes: ['VIEWS'] } }] });
    expect((await reader.bigQuery.query('SELECT * FROM views.samsung'))[0]).toEqual([{ sku: 'a' }]);
    await shop.setMetadata({ access });
    expect(await refusal(reader.bigQuery.query('SELECT * FROM views.samsung'))).toEqual(raw);
  });

  it('are read again by who ran the query, and by nobody else', async () => {
    const [job] = await reader.bigQuery.createQueryJob('SELECT x FROM UNNEST([1, 2]) AS x ORDER BY x');
    await job.getQueryResults();
    const { datasetId, tableId } = (await job.getMetadata())[0].configuration.query.destinationTable;
    expect((await reader.bigQuery.dataset(datasetId).table(tableId).getRows())[0]).toEqual([{ x: 1 }, { x: 2 }]);
    expect(await refusal(teamA.bigQuery.dataset(datasetId).table(tableId).getRows())).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.getData') });
  });

  it('can be shared by a policy of their own', async () => {
    const table = owner.bigQuery.dataset('shop').table('raw');
    await table.setIamPolicy({ bindings: [{ role: 'roles/bigquery.dataViewer', members: [`user:${READER}`] }] });
    expect((await table.getIamPolicy())[0]).toMatchObject({ bindings: [{ role: 'roles/bigquery.dataViewer', members: [`user:${READER}`] }] });
    expect((await reader.bigQuery.query('SELECT sku FROM shop.raw ORDER BY 1'))[0]).toHaveLength(2);
    const asked = ['bigquery.tables.getData', 'bigquery.tables.updateData'];
    expect((await reader.bigQuery.dataset('shop').table('raw').testIamPermissions(asked))[0]).toEqual({ permissions: ['bigquery.tables.getData'] });
    expect((await reader.bigQuery.dataset('shop').table('nothing').testIamPermissions(asked))[0]).toEqual({});
    expect(await refusal(reader.bigQuery.dataset('shop').table('raw').setIamPolicy({ bindings: [] }))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.setIamPolicy') });
    await owner.bigQuery.query('DROP TABLE shop.raw');
    await owner.bigQuery.query("CREATE TABLE shop.raw AS SELECT 'a' AS sku, 'Samsung' AS brand");
    expect(await refusal(reader.bigQuery.query('SELECT * FROM shop.raw'))).toMatchObject({ code: 403 });
  });

  it('are not made over what their maker may not read', async () => {
    expect(await refusal(teamA.bigQuery.query('CREATE VIEW team_a.peek AS SELECT * FROM shop.raw'))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.getData') });
    expect(await refusal(teamA.bigQuery.dataset('team_a').createTable('peek', { view: { query: 'SELECT * FROM shop.raw', useLegacySql: false } }))).toMatchObject({ code: 403, message: expect.stringContaining('bigquery.tables.getData') });
  });
});
