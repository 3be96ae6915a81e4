import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { clientsOf, codeOf, type Clients } from '../grpc/clients.js';

let warehouse: LocalWarehouse;
let clients: Clients;
let bigQuery: BigQuery;
const parent = 'projects/bm-local/locations/eu';
beforeEach(async () => {
  warehouse = await startLocalWarehouse();
  clients = clientsOf(warehouse);
  bigQuery = new BigQuery({ projectId: 'bm-local', apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient() as never });
});
afterEach(async () => {
  await clients.close();
  await warehouse.close();
});

const makeTags = async () => {
  const [taxonomy] = await clients.policyTags.createTaxonomy({ parent, taxonomy: { displayName: 'Personal data', activatedPolicyTypes: [1] } });
  const tag = async (displayName: string, parentPolicyTag = '') => (await clients.policyTags.createPolicyTag({ parent: taxonomy.name ?? '', policyTag: { displayName, parentPolicyTag } }))[0].name ?? '';
  const high = await tag('high');
  return { taxonomy: taxonomy.name ?? '', high, email: await tag('email', high) };
};

describe('taxonomies and policy tags', () => {
  it('are read back with what the service adds', async () => {
    const { taxonomy, high, email } = await makeTags();
    const [read] = await clients.policyTags.getTaxonomy({ name: taxonomy });
    expect(read).toMatchObject({ displayName: 'Personal data', policyTagCount: 2, activatedPolicyTypes: ['FINE_GRAINED_ACCESS_CONTROL'] });
    expect(Number(read.taxonomyTimestamps?.createTime?.seconds)).toBeGreaterThan(1_700_000_000);
    expect((await clients.policyTags.getPolicyTag({ name: high }))[0]).toMatchObject({ displayName: 'high', childPolicyTags: [email] });
    expect((await clients.policyTags.listPolicyTags({ parent: taxonomy }))[0].map((tag) => tag.displayName).toSorted()).toEqual(['email', 'high']);
    expect((await clients.policyTags.listTaxonomies({ parent }))[0].map((found) => found.name)).toEqual([taxonomy]);
    expect((await clients.policyTags.listTaxonomies({ parent: 'projects/bm-local/locations/us' }))[0]).toEqual([]);
  });

  it('are updated by mask only', async () => {
    const { taxonomy, email } = await makeTags();
    const [updated] = await clients.policyTags.updateTaxonomy({ taxonomy: { name: taxonomy, displayName: 'other', description: 'about it' }, updateMask: { paths: ['description'] } });
    expect(updated).toMatchObject({ displayName: 'Personal data', description: 'about it' });
    expect((await clients.policyTags.updatePolicyTag({ policyTag: { name: email, displayName: 'mail' }, updateMask: { paths: ['display_name'] } }))[0]).toMatchObject({ displayName: 'mail' });
  });

  it('refuses taken names, unknown parents, circles and names that are none', async () => {
    const { taxonomy, high, email } = await makeTags();
    expect(await codeOf(clients.policyTags.createTaxonomy({ parent, taxonomy: { displayName: 'Personal data' } }))).toBe(6);
    expect(await codeOf(clients.policyTags.createTaxonomy({ parent, taxonomy: { displayName: ' x' } }))).toBe(3);
    expect(await codeOf(clients.policyTags.createPolicyTag({ parent: taxonomy, policyTag: { displayName: 'high' } }))).toBe(6);
    expect(await codeOf(clients.policyTags.createPolicyTag({ parent: `${parent}/taxonomies/1`, policyTag: { displayName: 'x' } }))).toBe(5);
    expect(await codeOf(clients.policyTags.createPolicyTag({ parent: taxonomy, policyTag: { displayName: 'x', parentPolicyTag: `${taxonomy}/policyTags/1` } }))).toBe(3);
    expect(await codeOf(clients.policyTags.updatePolicyTag({ policyTag: { name: high, parentPolicyTag: email }, updateMask: { paths: ['parent_policy_tag'] } }))).toBe(3);
    expect(await codeOf(clients.policyTags.getPolicyTag({ name: 'policyTags/1' }))).toBe(3);
    expect(await codeOf(clients.policyTags.getPolicyTag({ name: `${taxonomy}/policyTags/1` }))).toBe(5);
  });

  it('keep an IAM policy, guarded by its etag', async () => {
    const { high } = await makeTags();
    const bindings = [{ role: 'roles/datacatalog.categoryFineGrainedReader', members: ['user:a@example.com'] }];
    const [policy] = await clients.policyTags.setIamPolicy({ resource: high, policy: { bindings } });
    expect((await clients.policyTags.getIamPolicy({ resource: high }))[0]).toMatchObject({ bindings, etag: policy.etag });
    expect(await codeOf(clients.policyTags.setIamPolicy({ resource: high, policy: { bindings: [], etag: Buffer.from('stale') } }))).toBe(10);
    expect((await clients.policyTags.testIamPermissions({ resource: high, permissions: ['datacatalog.categories.fineGrainedGet'] }))[0].permissions).toEqual(['datacatalog.categories.fineGrainedGet']);
  });
});

describe('columns with policy tags', () => {
  const schemaOf = (name: string) => ({ fields: [{ name: 'id', type: 'STRING' }, { name: 'email', type: 'STRING', policyTags: { names: [name] } }] });
  const tagsOf = async () => ((await bigQuery.dataset('shop').table('users').getMetadata())[0] as { schema: { fields: { policyTags?: { names: string[] } }[] } }).schema.fields[1]?.policyTags?.names;

  it('need a tag that exists, in the place of the dataset', async () => {
    await bigQuery.createDataset('shop', { location: 'EU' });
    const { email } = await makeTags();
    const [us] = await clients.policyTags.createTaxonomy({ parent: 'projects/bm-local/locations/us', taxonomy: { displayName: 'US' } });
    const [american] = await clients.policyTags.createPolicyTag({ parent: us.name ?? '', policyTag: { displayName: 'x' } });
    const create = (name: string) => bigQuery.dataset('shop').createTable('users', { schema: schemaOf(name) as never });
    await expect(create(`${email}0`)).rejects.toMatchObject({ code: 400, message: expect.stringContaining('does not exist') });
    await expect(create(american.name ?? '')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('location us') });
    await create(email);
    expect(await tagsOf()).toEqual([email]);
    await expect(bigQuery.dataset('shop').table('users').setMetadata({ schema: schemaOf(`${email}0`) })).rejects.toMatchObject({ code: 400 });
  });

  it('are asked for by a load job too', async () => {
    await bigQuery.createDataset('shop', { location: 'EU' });
    const { email } = await makeTags();
    await fetch(`${warehouse.endpoint}/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=media&name=users.csv`, { method: 'POST', body: '1,a@example.com\n' });
    const load = async (tag: string) => {
      const [job] = await bigQuery.createJob({ configuration: { load: { sourceUris: [`gs://${warehouse.stagingBucket}/users.csv`], destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'users' }, schema: schemaOf(tag) } } });
      await job.promise();
    };
    await expect(load(`${email}0`)).rejects.toThrow('does not exist');
    await load(email);
    expect(await tagsOf()).toEqual([email]);
  });

  it('lose a tag that is deleted, with its parent or its taxonomy too', async () => {
    await bigQuery.createDataset('shop', { location: 'EU' });
    const { taxonomy, high, email } = await makeTags();
    await bigQuery.dataset('shop').createTable('users', { schema: schemaOf(email) as never });
    await clients.policyTags.deletePolicyTag({ name: high });
    expect(await tagsOf()).toBeUndefined();
    expect(await codeOf(clients.policyTags.getPolicyTag({ name: email }))).toBe(5);
    const [again] = await clients.policyTags.createPolicyTag({ parent: taxonomy, policyTag: { displayName: 'email' } });
    await bigQuery.dataset('shop').table('users').setMetadata({ schema: schemaOf(again.name ?? '') });
    expect(await tagsOf()).toEqual([again.name]);
    await clients.policyTags.deleteTaxonomy({ name: taxonomy });
    expect(await tagsOf()).toBeUndefined();
  });
});
