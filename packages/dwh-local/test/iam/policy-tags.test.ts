import { PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';
import { expect, it } from 'vitest';

import { OWNER, PROJECT, READER, refusal, startIamWarehouse, TEAM_A, type IamWarehouse } from './iam-warehouse.js';

/** Two policy tags, made by the owner, and a schema with the first. */
async function tagged({ warehouse }: IamWarehouse) {
  const [apiEndpoint, port] = warehouse.grpcEndpoint.split(':');
  const tags = new PolicyTagManagerClient({ projectId: PROJECT, apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never });
  try {
    const as = { otherArgs: { headers: { authorization: `Bearer ${warehouse.credentials.token(OWNER)}` } } };
    const [taxonomy] = (await tags.createTaxonomy({ parent: `projects/${PROJECT}/locations/eu`, taxonomy: { displayName: 'personal data' } }, as)) as unknown as [{ name: string }];
    const tag = async (displayName: string) => ((await tags.createPolicyTag({ parent: taxonomy.name, policyTag: { displayName } }, as)) as unknown as [{ name: string }])[0].name;
    const TAG = await tag('email');
    return { TAG, OTHER: await tag('phone'), TAGGED: [{ name: 'id', type: 'INTEGER' }, { name: 'email', type: 'STRING', policyTags: { names: [TAG] } }] };
  } finally {
    await tags.close();
  }
}

it('keeps tagged columns from whoever may not read them, wherever a query names them; writing needs no such right', async () => {
  await using iam = await startIamWarehouse({ bindings: [{ role: 'roles/datacatalog.viewer', members: [`serviceAccount:${TEAM_A}`] }] });
  const { TAG, TAGGED } = await tagged(iam);
  const [owner, team, reader] = [iam.as(OWNER), iam.as(TEAM_A), iam.as(READER)];
  await owner.bigQuery.createDataset('crm');
  const crm = owner.bigQuery.dataset('crm');
  await crm.createTable('people', { schema: TAGGED });
  const [{ access }] = await crm.getMetadata();
  await crm.setMetadata({ access: [...access, { role: 'READER', userByEmail: READER }, { role: 'WRITER', userByEmail: TEAM_A }] });

  await team.bigQuery.query("INSERT INTO crm.people (id, email) VALUES (1, 'a@b.c')");
  expect((await reader.bigQuery.query('SELECT id FROM crm.people'))[0]).toEqual([{ id: 1 }]);
  expect((await reader.bigQuery.query('SELECT COUNT(*) AS n FROM crm.people'))[0]).toEqual([{ n: 1 }]);
  const denied = {
    code: 403,
    message: `Access Denied: BigQuery BigQuery: User has neither fine-grained reader nor masked get permission to get data protected by policy tag "${TAG}" on column bm-local.crm.people.email.`,
  };
  for (const query of ['SELECT * FROM crm.people', "SELECT id FROM crm.people WHERE email = 'a@b.c'", 'SELECT id FROM crm.people AS p ORDER BY p.email', 'SELECT p FROM crm.people AS p', 'SELECT COUNT(email) AS n FROM crm.people']) {
    expect(await refusal(reader.bigQuery.query(query)), query).toEqual(denied);
  }
  expect(await refusal(reader.bigQuery.dataset('crm').table('people').getRows())).toEqual(denied);
  expect((await reader.bigQuery.dataset('crm').table('people').getRows({ selectedFields: 'id' }))[0]).toEqual([{ id: 1 }]);
  expect(await refusal(team.bigQuery.query("UPDATE crm.people SET id = 2 WHERE email = 'a@b.c'"))).toEqual(denied);
  expect(await refusal(owner.bigQuery.query('SELECT email FROM crm.people'))).toEqual(denied);
});

it('tells who asks what he may', async () => {
  await using iam = await startIamWarehouse();
  const { TAG } = await tagged(iam);
  const [apiEndpoint, port] = iam.warehouse.grpcEndpoint.split(':');
  const tags = new PolicyTagManagerClient({ projectId: PROJECT, apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never });
  const permissions = ['datacatalog.taxonomies.getIamPolicy', 'datacatalog.categories.fineGrainedGet'];
  const held = async (email: string) => {
    const as = { otherArgs: { headers: { authorization: `Bearer ${iam.warehouse.credentials.token(email)}` } } };
    return ((await tags.testIamPermissions({ resource: TAG, permissions }, as)) as unknown as [{ permissions: string[] }])[0].permissions;
  };
  expect([await held(OWNER), await held(READER)]).toEqual([['datacatalog.taxonomies.getIamPolicy'], []]);
  await tags.close();
});

it('lets a fine-grained reader of the project read them', async () => {
  await using iam = await startIamWarehouse({ bindings: [{ role: 'roles/datacatalog.categoryFineGrainedReader', members: [`user:${OWNER}`] }] });
  const { TAGGED } = await tagged(iam);
  const owner = iam.as(OWNER);
  await owner.bigQuery.createDataset('crm');
  await owner.bigQuery.dataset('crm').createTable('people', { schema: TAGGED });
  expect((await owner.bigQuery.query('SELECT * FROM crm.people'))[0]).toEqual([]);
});

it('lets only who has bigquery.tables.setCategory set, change and remove tags', async () => {
  await using iam = await startIamWarehouse();
  const { TAG, OTHER, TAGGED } = await tagged(iam);
  const [owner, team] = [iam.as(OWNER), iam.as(TEAM_A)];
  await owner.bigQuery.createDataset('crm');
  await owner.bigQuery.dataset('crm').createTable('people', { schema: TAGGED });
  const [{ access }] = await owner.bigQuery.dataset('crm').getMetadata();
  await owner.bigQuery.dataset('crm').setMetadata({ access: [...access, { role: 'WRITER', userByEmail: TEAM_A }] });
  const crm = team.bigQuery.dataset('crm');
  const denied = (table: string) => ({ code: 403, message: `Access Denied: Table bm-local:crm.${table}: Permission bigquery.tables.setCategory denied on table bm-local:crm.${table} (or it may not exist).` });
  expect(await refusal(crm.createTable('more', { schema: TAGGED }))).toEqual(denied('more'));
  expect(await refusal(crm.table('people').setMetadata({ schema: { fields: [TAGGED[0], { name: 'email', type: 'STRING', policyTags: { names: [] } }] } } as never))).toEqual(denied('people'));
  expect(await refusal(crm.table('people').setMetadata({ schema: { fields: [TAGGED[0], { name: 'email', type: 'STRING', policyTags: { names: [OTHER] } }] } } as never))).toEqual(denied('people'));
  await crm.table('people').setMetadata({ description: 'no tags touched' });
  await crm.table('people').setMetadata({ schema: { fields: [...TAGGED, { name: 'note', type: 'STRING' }] } } as never);
  const fields = [...TAGGED, { name: 'note', type: 'STRING' }];
  const insertLoad = (schema: object[]) =>
    team.bigQuery.createJob({ location: 'EU', configuration: { load: { sourceUris: ['gs://bm-local-dwh-staging/x'], schema: { fields: schema }, destinationTable: { projectId: PROJECT, datasetId: 'crm', tableId: 'people' } } } } as never);
  await insertLoad(fields);
  expect(await refusal(insertLoad([...TAGGED, { name: 'note', type: 'STRING', policyTags: { names: [TAG] } }]))).toEqual(denied('people'));
  await crm.createTable('plain', { schema: [{ name: 'id', type: 'INTEGER' }] });
});
