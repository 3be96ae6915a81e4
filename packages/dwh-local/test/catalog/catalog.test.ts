import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { clientsOf, codeOf, structOf, type Clients } from '../grpc/clients.js';

let warehouse: LocalWarehouse;
let clients: Clients;
const location = 'projects/bm-local/locations/eu';
const aspectType = 'projects/bm-local/locations/global/aspectTypes/push';
const entry = `${location}/entryGroups/@bigquery/entries/bigquery.googleapis.com/projects/bm-local/datasets/shop/tables/users`;
const KEY = 'bm-local.global.push';

const field = (index: number, name: string, type: string, more: object = {}) => ({ index, name, type, ...more });
const metadataTemplate = {
  name: 'push',
  type: 'record',
  recordFields: [
    field(1, 'owner', 'string', { constraints: { required: true } }),
    field(2, 'rows', 'integer'),
    field(3, 'class', 'enum', { enumValues: [{ index: 1, name: 'PUBLIC' }, { index: 2, name: 'PERSONAL' }] }),
    field(4, 'at', 'datetime'),
  ],
};

async function start(options: Parameters<typeof startLocalWarehouse>[0] = {}) {
  warehouse = await startLocalWarehouse(options);
  clients = clientsOf(warehouse);
  const bigQuery = new BigQuery({ projectId: 'bm-local', apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient() as never });
  await bigQuery.createDataset('shop', { location: 'EU' });
  await bigQuery.dataset('shop').createTable('users', { schema: { fields: [{ name: 'id', type: 'INT64' }, { name: 'email', type: 'STRING', description: 'where to' }] } as never });
  return bigQuery;
}
afterEach(async () => {
  await clients.close();
  await warehouse.close();
});

const makeType = async (id = 'push', template: object = metadataTemplate) => {
  const [operation] = await clients.catalog.createAspectType({ parent: 'projects/bm-local/locations/global', aspectTypeId: id, aspectType: { metadataTemplate: template as never } });
  return (await operation.promise())[0];
};
const attach = (aspects: Record<string, object>, more: object = {}, name = entry) => clients.catalog.updateEntry({ entry: { name, aspects: aspects as never }, updateMask: { paths: ['aspects'] }, ...more });
const push = (rows: number) => ({ data: structOf({ owner: 'team-a', rows }) });
const keysOf = async () => Object.keys((await clients.catalog.getEntry({ name: entry, view: 'ALL' }))[0].aspects ?? {}).map((key) => key.replace(/^\d+\.global\./, '')).toSorted();

describe('the entry of a table', () => {
  beforeEach(async () => void (await start()));

  it('is there by itself, with what BigQuery says of it', async () => {
    const [found] = await clients.catalog.lookupEntry({ name: location, entry });
    expect(found).toMatchObject({ fullyQualifiedName: 'bigquery:bm-local.shop.users', entryType: 'projects/655216118709/locations/global/entryTypes/bigquery-table', entrySource: { system: 'BIGQUERY', displayName: 'users', location: 'eu' } });
    const schema = found.aspects?.['655216118709.global.schema']?.data?.fields?.['fields']?.listValue?.values?.map((value) => value.structValue?.fields?.['name']?.stringValue);
    expect(schema).toEqual(['id', 'email']);
    expect(await codeOf(clients.catalog.getEntry({ name: `${entry}x` }))).toBe(5);
    expect(await codeOf(clients.catalog.getEntry({ name: entry.replace('/eu/', '/us/') }))).toBe(5);
  });

  it('takes aspects on itself and on its columns, and gives them back under the project\'s number', async () => {
    await makeType();
    await attach({ [KEY]: push(1), [`${KEY}@Schema.email`]: { data: structOf({ owner: 'team-a', class: 'PERSONAL' }) } });
    const [all] = await clients.catalog.getEntry({ name: entry, view: 'ALL' });
    const key = Object.keys(all.aspects ?? {}).find((name) => name.endsWith('.global.push'));
    expect(key).toMatch(/^\d{12}\.global\.push$/);
    expect(all.aspects?.[key ?? '']?.data?.fields?.['rows']?.numberValue).toBe(1);
    expect(all.aspects?.[`${key}@Schema.email`]).toMatchObject({ path: 'Schema.email' });
    const number = key?.split('.')[0] ?? '';
    await attach({ [`${number}.global.push`]: push(2) }, {}, entry.replace('projects/bm-local/locations', `projects/${number}/locations`));
    const [custom] = await clients.catalog.getEntry({ name: entry, view: 'CUSTOM', aspectTypes: [aspectType], paths: [''] });
    expect(Object.keys(custom.aspects ?? {})).toEqual([key]);
    expect(custom.aspects?.[key ?? '']?.data?.fields?.['rows']?.numberValue).toBe(2);
    const [full] = await clients.catalog.getEntry({ name: entry });
    expect(full.aspects?.[key ?? '']?.data).toBeNull();
    expect(Object.keys((await clients.catalog.getEntry({ name: entry, view: 'BASIC' }))[0].aspects ?? {})).toEqual([]);
  });

  it('keeps what the aspect keys do not mean, and drops what they mean only when told to', async () => {
    await makeType();
    await makeType('other');
    await attach({ [KEY]: push(1), 'bm-local.global.other': push(1), [`${KEY}@Schema.email`]: push(1) });
    const required = ['bigquery-table', 'schema'];
    await attach({ [KEY]: push(2) });
    expect(await keysOf()).toEqual([...required, 'other', 'push', 'push@Schema.email'].toSorted());
    await attach({}, { aspectKeys: [`${KEY}@*`] });
    expect(await keysOf()).toHaveLength(5);
    await attach({ [KEY]: push(3) }, { aspectKeys: [`${KEY}@*`], deleteMissingAspects: true });
    expect(await keysOf()).toEqual([...required, 'other', 'push'].toSorted());
    await attach({}, { aspectKeys: ['bm-local.global.other'], deleteMissingAspects: true });
    expect(await keysOf()).toEqual([...required, 'push'].toSorted());
    expect(await codeOf(attach({ [KEY]: push(1) }, { aspectKeys: ['bm-local.global.other'] }))).toBe(3);
  });

  it.each<[string, Record<string, object>, number]>([
    ['a required aspect', { '655216118709.global.schema': { data: structOf({ a: 'x' }) } }, 7],
    ['a restricted aspect by id', { 'dataplex-types.global.bigquery-dataset': { data: structOf({}) } }, 7],
    ['a type that does not exist', { 'bm-local.global.none': push(1) }, 5],
    ['a missing required field', { [KEY]: { data: structOf({ rows: 1 }) } }, 3],
    ['a field that is not there', { [KEY]: { data: structOf({ owner: 'a', more: 1 }) } }, 3],
    ['a wrong type', { [KEY]: { data: structOf({ owner: 'a', rows: 1.5 }) } }, 3],
    ['a wrong enum value', { [KEY]: { data: structOf({ owner: 'a', class: 'SECRET' }) } }, 3],
    ['a time that is none', { [KEY]: { data: structOf({ owner: 'a', at: '2021-04-03' }) } }, 3],
    ['too much', { [KEY]: { data: structOf({ owner: 'a'.repeat(121 * 1024) }) } }, 3],
    ['a column that is not there', { [`${KEY}@Schema.none`]: push(1) }, 3],
    ['a key that is none', { 'bm-local.eu.push.x': push(1) }, 3],
  ])('refuses %s', async (_name, aspects, code) => {
    await makeType();
    expect(await codeOf(attach(aspects))).toBe(code);
    expect(await keysOf()).toEqual(['bigquery-table', 'schema']);
  });

  it('refuses one aspect given by the id and by the number of its project', async () => {
    const { name = '' } = await makeType();
    expect(await codeOf(attach({ [KEY]: push(1), [`${name?.split('/')[1]}.global.push`]: push(2) }))).toBe(3);
  });

  it('is read-only but for its aspects', async () => {
    expect(await codeOf(clients.catalog.updateEntry({ entry: { name: entry, entrySource: { displayName: 'x' } }, updateMask: { paths: ['entry_source'] } }))).toBe(7);
    expect(await codeOf(clients.catalog.deleteEntry({ name: entry }))).toBe(7);
  });

  it('is found by a search, and listed with its dataset', async () => {
    await makeType();
    await attach({ [KEY]: push(1) });
    const search = async (query: string) => (await clients.catalog.searchEntries({ name: location, query }))[0].map((result) => result.dataplexEntry?.fullyQualifiedName);
    expect(await search('users system=BIGQUERY')).toEqual(['bigquery:bm-local.shop.users']);
    expect(await search(`aspect:${KEY}.owner=team-a`)).toEqual(['bigquery:bm-local.shop.users']);
    expect(await search(`aspect:${KEY}.owner=team-b`)).toEqual([]);
    expect(await codeOf(search('a OR b'))).toBe(12);
    expect((await clients.catalog.listEntries({ parent: `${location}/entryGroups/@bigquery` }))[0]).toHaveLength(2);
  });
});

it('an entry arrives after so many questions, and a table made anew has no aspects', async () => {
  const bigQuery = await start({ catalogDelay: 2 });
  const codes = [];
  for (let question = 0; question < 4; question += 1) codes.push(await codeOf(clients.catalog.lookupEntry({ name: location, entry })));
  expect(codes).toEqual([5, 5, 'answered', 'answered']);
  await makeType();
  await attach({ [KEY]: push(1) });
  await bigQuery.dataset('shop').table('users').delete();
  await bigQuery.dataset('shop').createTable('users', { schema: { fields: [{ name: 'id', type: 'INT64' }] } as never });
  expect(await codeOf(attach({ [KEY]: push(1) }))).toBe(5);
  expect(await codeOf(attach({ [KEY]: push(1) }))).toBe(5);
  expect(await keysOf()).toEqual(['bigquery-table', 'schema']);
});

describe('types and groups', () => {
  beforeEach(async () => void (await start()));

  it('are made by operations that can be asked for', async () => {
    const made = await makeType();
    expect(made.name).toMatch(/^projects\/\d{12}\/locations\/global\/aspectTypes\/push$/);
    expect((await clients.catalog.getAspectType({ name: aspectType }))[0].metadataTemplate?.recordFields).toHaveLength(4);
    const [operation] = await clients.catalog.createEntryGroup({ parent: location, entryGroupId: 'mine', entryGroup: {} });
    expect((await clients.catalog.checkCreateEntryGroupProgress(operation.name ?? '')).done).toBe(true);
    expect(await codeOf(clients.catalog.createEntryGroup({ parent: location, entryGroupId: 'mine', entryGroup: {} }))).toBe(6);
  });

  it('grow, and are not changed under their data', async () => {
    await makeType();
    const update = (recordFields: object[]) => clients.catalog.updateAspectType({ aspectType: { name: aspectType, metadataTemplate: { ...metadataTemplate, recordFields } as never }, updateMask: { paths: ['metadata_template'] } });
    const fields = metadataTemplate.recordFields;
    expect(await codeOf(update([...fields, field(5, 'more', 'string')]))).toBe('answered');
    expect(await codeOf(update([...fields, field(5, 'more', 'integer')]))).toBe(3);
    expect(await codeOf(update(fields))).toBe(3);
    expect(await codeOf(makeType('bad', { name: 'x', type: 'record', recordFields: [field(1, 'a', 'text')] }))).toBe(3);
    await attach({ [KEY]: push(1) });
    expect(await codeOf(clients.catalog.deleteAspectType({ name: aspectType }))).toBe(9);
  });

  it('hold entries of one\'s own', async () => {
    await makeType();
    await clients.catalog.createEntryGroup({ parent: location, entryGroupId: 'mine', entryGroup: {} });
    const parent = `${location}/entryGroups/mine`;
    await clients.catalog.createEntryType({ parent: 'projects/bm-local/locations/global', entryTypeId: 'feed', entryType: { requiredAspects: [{ type: aspectType }] } });
    const create = (aspects: object) => clients.catalog.createEntry({ parent, entryId: 'shop/feed', entry: { entryType: 'projects/bm-local/locations/global/entryTypes/feed', aspects: aspects as never } });
    expect(await codeOf(create({}))).toBe(3);
    await create({ [KEY]: push(1) });
    expect(await codeOf(create({ [KEY]: push(1) }))).toBe(6);
    const name = `${parent}/entries/shop/feed`;
    expect(await codeOf(attach({}, { aspectKeys: [KEY], deleteMissingAspects: true }, name))).toBe(9);
    expect(Object.values((await clients.catalog.getEntry({ name }))[0].aspects ?? {})).toHaveLength(1);
    await clients.catalog.deleteEntry({ name });
    expect(await codeOf(clients.catalog.getEntry({ name }))).toBe(5);
  });
});
