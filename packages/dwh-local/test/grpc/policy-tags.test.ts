import { describe, expect, it } from 'vitest';

import { PROJECT, useGoverned } from './support.js';

const governed = useGoverned();
const parent = `projects/${PROJECT}/locations/eu`;

describe('policy tags', () => {
  it('lie in taxonomies, are found by name, and go with them', async () => {
    const tags = governed.tags();
    const [taxonomy] = await tags.createTaxonomy({ parent, taxonomy: { displayName: 'personal data', activatedPolicyTypes: [1] } });
    expect(taxonomy).toMatchObject({ name: expect.stringMatching(/^projects\/bm-local\/locations\/eu\/taxonomies\/\d+$/), displayName: 'personal data', policyTagCount: 0, taxonomyTimestamps: { createTime: { seconds: expect.anything() } } });
    await expect(tags.createTaxonomy({ parent, taxonomy: { displayName: 'personal data' } })).rejects.toMatchObject({ code: 6 });
    const name = taxonomy.name as string;
    const [email] = await tags.createPolicyTag({ parent: name, policyTag: { displayName: 'email' } });
    const [work] = await tags.createPolicyTag({ parent: name, policyTag: { displayName: 'work email', parentPolicyTag: email.name as string } });
    await expect(tags.createPolicyTag({ parent: name, policyTag: { displayName: 'email' } })).rejects.toMatchObject({ code: 6 });
    const [listed] = await tags.listPolicyTags({ parent: name });
    expect(listed.map(({ displayName, childPolicyTags }) => [displayName, childPolicyTags])).toEqual(expect.arrayContaining([['email', [work.name]], ['work email', []]]));
    expect((await tags.updatePolicyTag({ policyTag: { name: email.name as string, description: 'An address' }, updateMask: { paths: ['description'] } }))[0]).toMatchObject({ displayName: 'email', description: 'An address' });
    expect((await tags.getTaxonomy({ name }))[0]).toMatchObject({ policyTagCount: 2 });
    await tags.setIamPolicy({ resource: email.name as string, policy: { bindings: [{ role: 'roles/datacatalog.categoryFineGrainedReader', members: ['user:a@b.c'] }] } });
    expect((await tags.getIamPolicy({ resource: email.name as string }))[0]).toMatchObject({ bindings: [{ role: 'roles/datacatalog.categoryFineGrainedReader', members: ['user:a@b.c'] }] });
    await tags.deletePolicyTag({ name: email.name as string });
    await expect(tags.getPolicyTag({ name: work.name as string })).rejects.toMatchObject({ code: 5 });
    await tags.deleteTaxonomy({ name });
    await expect(tags.listPolicyTags({ parent: name })).rejects.toMatchObject({ code: 5 });
  });

  it('go from columns when they are deleted', async () => {
    const tags = governed.tags();
    const [taxonomy] = await tags.createTaxonomy({ parent, taxonomy: { displayName: 'columns' } });
    const [tag] = await tags.createPolicyTag({ parent: taxonomy.name as string, policyTag: { displayName: 'email' } });
    const [dataset] = await governed.bigQuery().createDataset('tagged');
    const [table] = await dataset.createTable('t', { schema: { fields: [{ name: 'email', type: 'STRING', policyTags: { names: [tag.name as string] } }] } });
    expect((await table.getMetadata())[0].schema.fields[0].policyTags).toEqual({ names: [tag.name] });
    await tags.deletePolicyTag({ name: tag.name as string });
    expect((await table.getMetadata())[0].schema.fields[0].policyTags).toBeUndefined();
  });

  it('refuse what they are not, by name', async () => {
    const tags = governed.tags();
    await expect(tags.createTaxonomy({ parent: 'projects/x', taxonomy: { displayName: 'a' } })).rejects.toMatchObject({ code: 3 });
    await expect(tags.createTaxonomy({ parent, taxonomy: { displayName: '' } })).rejects.toMatchObject({ code: 3 });
    await expect(governed.catalog().createEntryGroup({ parent, entryGroupId: 'x', entryGroup: {} })).rejects.toMatchObject({ code: 12, message: expect.stringContaining('CatalogService/CreateEntryGroup') });
  });

  it('stay in the directory, and are scripted to fail', async () => {
    const tags = governed.tags();
    const met = governed.local.faults.add({ method: 'datacatalog.ListTaxonomies', kind: 'error', status: 503 });
    await expect(tags.listTaxonomies({ parent })).rejects.toMatchObject({ code: 14 });
    expect(met.hits).toBe(1);
    expect(governed.local.requests.filter(({ id }) => id === 'datacatalog.ListTaxonomies').at(-1)).toMatchObject({ method: 'GRPC', status: 14 });
  });
});
