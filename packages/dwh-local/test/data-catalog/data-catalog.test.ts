import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { clientsOf, codeOf, type Clients } from '../grpc/clients.js';

let warehouse: LocalWarehouse;
let clients: Clients;
let bigQuery: BigQuery;
const parent = 'projects/bm-local/locations/eu';
const linkedResource = '//bigquery.googleapis.com/projects/bm-local/datasets/shop/tables/orders';
beforeAll(async () => {
  warehouse = await startLocalWarehouse({ dataCatalog: true });
  clients = clientsOf(warehouse);
  bigQuery = new BigQuery({ projectId: 'bm-local', apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient() as never });
  await bigQuery.createDataset('shop');
});
afterAll(async () => {
  await clients.close();
  await warehouse.close();
});

let made = 0;
const template = async () => {
  const fields = {
    owner: { displayName: 'Owner', isRequired: true, type: { primitiveType: 'STRING' as const } },
    rows: { type: { primitiveType: 'DOUBLE' as const } },
    level: { type: { enumType: { allowedValues: [{ displayName: 'public' }, { displayName: 'internal' }] } } },
  };
  const [created] = await clients.dataCatalog.createTagTemplate({ parent, tagTemplateId: `template_${(made += 1)}`, tagTemplate: { displayName: 'About', fields } });
  return created.name as string;
};
const table = async () => {
  await bigQuery.dataset('shop').table('orders').delete({ ignoreNotFound: true });
  await bigQuery.dataset('shop').createTable('orders', { schema: [{ name: 'id', type: 'INTEGER' }, { name: 'address', type: 'RECORD', fields: [{ name: 'city', type: 'STRING' }] }] });
  const [entry] = await clients.dataCatalog.lookupEntry({ linkedResource });
  return entry.name as string;
};

describe('the discontinued Data Catalog', () => {
  it('finds a table by each of its names', async () => {
    const name = await table();
    const [entry] = await clients.dataCatalog.lookupEntry({ sqlResource: 'bigquery.table.`bm-local`.shop.orders' });
    expect(entry).toMatchObject({ name, linkedResource, type: 'TABLE', integratedSystem: 'BIGQUERY', schema: { columns: [{ column: 'id' }, { column: 'address', subcolumns: [{ column: 'city' }] }] } });
    expect((await clients.dataCatalog.lookupEntry({ fullyQualifiedName: 'bigquery:bm-local.shop.orders' }))[0].name).toBe(name);
    expect(await codeOf(clients.dataCatalog.lookupEntry({ linkedResource: `${linkedResource}_not` }))).toBe(5);
    expect(await codeOf(clients.dataCatalog.lookupEntry({ linkedResource: '//storage.googleapis.com/x' }))).toBe(3);
  });

  it('keeps tags of tables and columns, one of a template each', async () => {
    const [entry, about] = [await table(), await template()];
    const [whole] = await clients.dataCatalog.createTag({ parent: entry, tag: { template: about, fields: { owner: { stringValue: 'Shop' }, rows: { doubleValue: 3 }, level: { enumValue: { displayName: 'internal' } } } } });
    await clients.dataCatalog.createTag({ parent: entry, tag: { template: about, column: 'address.city', fields: { owner: { stringValue: 'Post' } } } });
    expect(await codeOf(clients.dataCatalog.createTag({ parent: entry, tag: { template: about, fields: { owner: { stringValue: 'x' } } } }))).toBe(6);
    await clients.dataCatalog.updateTag({ tag: { name: whole.name as string, fields: { owner: { stringValue: 'Other' } } }, updateMask: { paths: ['fields'] } });
    const [tags] = await clients.dataCatalog.listTags({ parent: entry });
    expect(tags.map(({ column, templateDisplayName, fields }) => ({ column: column ?? '', templateDisplayName, owner: fields?.['owner']?.stringValue, rows: fields?.['rows']?.doubleValue })).toSorted((a, b) => (a.column < b.column ? -1 : 1))).toEqual([
      { column: '', templateDisplayName: 'About', owner: 'Other', rows: undefined },
      { column: 'address.city', templateDisplayName: 'About', owner: 'Post', rows: undefined },
    ]);
    await clients.dataCatalog.deleteTag({ name: whole.name as string });
    expect((await clients.dataCatalog.listTags({ parent: entry }))[0]).toHaveLength(1);
    expect((await clients.dataCatalog.listTags({ parent: await table() }))[0]).toEqual([]);
  });

  it('holds tags to their templates', async () => {
    const [entry, about] = [await table(), await template()];
    const create = (fields: object, column?: string) => codeOf(clients.dataCatalog.createTag({ parent: entry, tag: { template: about, ...(column === undefined ? {} : { column }), fields: fields as never } }));
    const owner = { stringValue: 'Shop' };
    expect(await create({})).toBe(3);
    expect(await create({ owner: { doubleValue: 1 } })).toBe(3);
    expect(await create({ owner, other: { stringValue: 'x' } })).toBe(3);
    expect(await create({ owner, level: { enumValue: { displayName: 'secret' } } })).toBe(3);
    expect(await create({ owner, rows: { stringValue: '1' } })).toBe(3);
    expect(await create({ owner }, 'address.street')).toBe(3);
    expect(await codeOf(clients.dataCatalog.createTag({ parent: entry, tag: { template: `${about}_not`, fields: { owner } } }))).toBe(5);
    expect(await codeOf(clients.dataCatalog.createTagTemplate({ parent, tagTemplateId: 'Bad', tagTemplate: { fields: { a: { type: { primitiveType: 'STRING' } } } } }))).toBe(3);
    expect(await codeOf(clients.dataCatalog.createTagTemplate({ parent, tagTemplateId: about.split('/').at(-1) ?? '', tagTemplate: { fields: { a: { type: { primitiveType: 'STRING' } } } } }))).toBe(6);
    expect(await codeOf(clients.dataCatalog.deleteTagTemplate({ name: about }))).toBe(3);
    await clients.dataCatalog.deleteTagTemplate({ name: about, force: true });
    expect(await codeOf(clients.dataCatalog.getTagTemplate({ name: about }))).toBe(5);
  });

  it('is refused with the reason unless it was asked for', async () => {
    await using other = await startLocalWarehouse();
    const there = clientsOf(other);
    await expect(there.dataCatalog.lookupEntry({ linkedResource })).rejects.toMatchObject({ code: 9, details: expect.stringContaining('discontinued on June 1, 2026') });
    await there.close();
  });
});
