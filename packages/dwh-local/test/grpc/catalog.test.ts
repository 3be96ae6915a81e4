import { describe, expect, it } from 'vitest';

import { PROJECT, useGoverned } from './support.js';

const governed = useGoverned();
const location = `projects/${PROJECT}/locations/eu`;
const entry = (table: string) => `${location}/entryGroups/@bigquery/entries/bigquery.googleapis.com/projects/${PROJECT}/datasets/shop/tables/${table}`;
const template = { name: 'dataset', type: 'record', recordFields: [{ index: 1, name: 'owner', type: 'string', constraints: { required: true } }, { index: 2, name: 'level', type: 'enum', enumValues: [{ index: 1, name: 'low' }, { index: 2, name: 'high' }] }, { index: 3, name: 'rows', type: 'int' }] };
const data = (fields: Record<string, object>) => ({ fields });
const KEY = `${PROJECT}.global.dwh-dataset`;

async function prepared() {
  const bigQuery = governed.bigQuery();
  const [dataset] = await bigQuery.createDataset('shop').catch(() => [bigQuery.dataset('shop')]);
  await dataset.createTable('orders', { schema: { fields: [{ name: 'id', type: 'INT64' }, { name: 'customer', type: 'RECORD', fields: [{ name: 'email', type: 'STRING' }] }] } }).catch(() => undefined);
  const catalog = governed.catalog();
  const [operation] = await catalog.createAspectType({ parent: `projects/${PROJECT}/locations/global`, aspectTypeId: 'dwh-dataset', aspectType: { metadataTemplate: template } }).catch(() => []);
  if (operation !== undefined) expect((await operation.promise())[0]).toMatchObject({ name: `projects/${PROJECT}/locations/global/aspectTypes/dwh-dataset` });
  return catalog;
}

describe('the catalog', () => {
  it('has an entry of each table by itself, with the aspects that BigQuery gives it', async () => {
    const catalog = await prepared();
    const [found] = await catalog.lookupEntry({ name: location, entry: entry('orders'), view: 'FULL' });
    expect(found).toMatchObject({ fullyQualifiedName: `bigquery:${PROJECT}.shop.orders`, entryType: 'projects/655216118709/locations/global/entryTypes/bigquery-table', entrySource: { system: 'BIGQUERY' } });
    expect(found.name).toMatch(/^projects\/\d+\/locations\/eu\//);
    expect(Object.keys(found.aspects ?? {})).toEqual(['655216118709.global.schema', '655216118709.global.bigquery-table']);
    await expect(catalog.lookupEntry({ name: location, entry: entry('nothing') })).rejects.toMatchObject({ code: 5 });
    await expect(catalog.lookupEntry({ name: location, entry: entry('orders').replace('/eu/', '/us/') })).rejects.toMatchObject({ code: 5 });
  });

  it('takes aspects of entries and columns, and leaves those of others', async () => {
    const catalog = await prepared();
    const name = entry('orders');
    const owner = (value: string) => ({ data: data({ owner: { stringValue: value } }) });
    await catalog.updateEntry({ entry: { name, aspects: { [KEY]: owner('a'), [`${KEY}@Schema.customer.email`]: owner('b') } }, updateMask: { paths: ['aspects'] } });
    await catalog.updateEntry({ entry: { name, aspects: { [KEY]: owner('c') } }, updateMask: { paths: ['aspects'] }, aspectKeys: [KEY] });
    const [found] = await catalog.lookupEntry({ name: location, entry: name, view: 'ALL' });
    const ours = Object.entries(found.aspects ?? {}).filter(([key]) => key.includes('dwh-dataset'));
    expect(ours.map(([key, aspect]) => [key.replace(/^\d+/, 'n'), aspect.path, aspect.data?.fields?.['owner']?.stringValue])).toEqual([['n.global.dwh-dataset', '', 'c'], ['n.global.dwh-dataset@Schema.customer.email', 'Schema.customer.email', 'b']]);
    const [custom] = await catalog.lookupEntry({ name: location, entry: name, view: 'CUSTOM', aspectTypes: [`projects/${PROJECT}/locations/global/aspectTypes/dwh-dataset`], paths: ['Schema.customer.email'] });
    expect(Object.keys(custom.aspects ?? {})).toHaveLength(1);
    await catalog.updateEntry({ entry: { name, aspects: {} }, updateMask: { paths: ['aspects'] }, aspectKeys: [`${KEY}@*`], deleteMissingAspects: true });
    expect(Object.keys((await catalog.lookupEntry({ name: location, entry: name, view: 'ALL' }))[0].aspects ?? {})).toHaveLength(2);
  });

  it.each<[string, Record<string, object>, number]>([
    ['a field is missing that is required', { [KEY]: { data: data({}) } }, 3],
    ['a field is not in the type', { [KEY]: { data: data({ owner: { stringValue: 'x' }, other: { stringValue: 'x' } }) } }, 3],
    ['a value is none of an enum', { [KEY]: { data: data({ owner: { stringValue: 'x' }, level: { stringValue: 'middle' } }) } }, 3],
    ['a value is of another type', { [KEY]: { data: data({ owner: { stringValue: 'x' }, rows: { stringValue: 'many' } }) } }, 3],
    ['the column is not there', { [`${KEY}@Schema.nothing`]: { data: data({ owner: { stringValue: 'x' } }) } }, 3],
    ['the type is not there', { [`${PROJECT}.global.nothing`]: { data: data({}) } }, 5],
    ['the aspect is required', { 'dataplex-types.global.schema': { data: data({}) } }, 7],
    ['it is larger than 120 KB', { [KEY]: { data: data({ owner: { stringValue: 'x'.repeat(130_000) } }) } }, 3],
  ])('refuses an aspect where %s', async (_, aspects, code) => {
    const catalog = await prepared();
    await expect(catalog.updateEntry({ entry: { name: entry('orders'), aspects }, updateMask: { paths: ['aspects'] } })).rejects.toMatchObject({ code });
  });
});

describe('lineage', () => {
  const runId = '0190c9a6-6e3b-7cc1-9a5d-1f1a5b8c0d11';
  const event = (eventType: string, eventTime: string) => ({
    fields: {
      eventType: { stringValue: eventType },
      eventTime: { stringValue: eventTime },
      producer: { stringValue: 'https://example.com/dwh-push' },
      schemaURL: { stringValue: 'https://openlineage.io/spec/2-0-2/OpenLineage.json' },
      run: { structValue: { fields: { runId: { stringValue: runId } } } },
      job: { structValue: { fields: { namespace: { stringValue: 'dwh-push' }, name: { stringValue: 'shop.orders' } } } },
      inputs: { listValue: { values: [{ structValue: { fields: { namespace: { stringValue: 'https://example.com' }, name: { stringValue: '/orders.csv' } } } }] } },
      outputs: { listValue: { values: [{ structValue: { fields: { namespace: { stringValue: 'bigquery' }, name: { stringValue: `${PROJECT}.shop.orders` } } } }] } },
    },
  });

  it('is told by OpenLineage events, and found by its links', async () => {
    const lineage = governed.lineage();
    const [answer] = await lineage.processOpenLineageRunEvent({ parent: location, openLineage: event('COMPLETE', '2026-01-01T00:00:00Z') });
    expect(answer.run).toContain(`/runs/${runId}`);
    expect((await lineage.getRun({ name: answer.run as string }))[0]).toMatchObject({ state: 'COMPLETED' });
    const [links] = await lineage.searchLinks({ parent: location, target: { fullyQualifiedName: `bigquery:${PROJECT}.shop.orders` } });
    expect(links).toMatchObject([{ source: { fullyQualifiedName: 'custom:`https://example.com`.`/orders.csv`' } }]);
    await expect(lineage.processOpenLineageRunEvent({ parent: location, openLineage: { fields: {} } })).rejects.toMatchObject({ code: 3, message: expect.stringContaining('eventTime') });
  });
});
