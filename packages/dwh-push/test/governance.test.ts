import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { v1 as dataplex } from '@google-cloud/dataplex';
import { LineageClient } from '@google-cloud/lineage';
import { MetricServiceClient } from '@google-cloud/monitoring';
import { credentials } from '@grpc/grpc-js';
import { startLocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, defineDataset, type DwhClient, type PushReceipt } from '@bm/dwh-push';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const DAY = '2021-04-03';
const LOCATION = 'projects/bm-local/locations/eu';
const plain = z.object({ id: z.int(), name: z.string() });
const made: { close(): Promise<unknown> }[] = [];
let client: DwhClient;
let taxonomy: string;

const options = () => {
  const [apiEndpoint, port] = warehouse.local.grpcEndpoint.split(':');
  return { projectId: 'bm-local', apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never };
};
const keep = <Client extends { close(): Promise<unknown> }>(one: Client): Client => {
  made.push(one);
  return one;
};
beforeAll(async () => {
  const tags = keep(new PolicyTagManagerClient(options()));
  const [created] = await tags.createTaxonomy({ parent: LOCATION, taxonomy: { displayName: 'personal data' } });
  taxonomy = created.name as string;
  for (const displayName of ['email', 'phone']) await tags.createPolicyTag({ parent: taxonomy, policyTag: { displayName } });
  client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, grpcEndpoint: warehouse.local.grpcEndpoint, team: 'shop', taxonomy });
});
afterAll(async () => {
  await client.close();
  await Promise.all(made.map((one) => one.close()));
});

const orders = defineDataset({ schema: plain, owner: 'Shop', contact: '#shop', version: '1.2.0', classification: 'internal', schedule: '0 6 * * *', description: 'Orders', partitioning: { type: 'day' } });
const push = (table: string, rows: unknown[], schema: unknown = orders) => client.pushDataset({ source: rows as never, table: `governed.${table}`, partitionDate: DAY, schema: schema as typeof orders, logger: 'silent' });
const failure = (outcome: Promise<PushReceipt>) => outcome.then(() => expect.unreachable(), (error: unknown) => error as { code: string; receipt: PushReceipt });
const entry = (table: string) => `${LOCATION}/entryGroups/@bigquery/entries/bigquery.googleapis.com/projects/bm-local/datasets/governed/tables/${table}`;
const aspects = async (table: string) => {
  const [found] = await keep(new dataplex.CatalogServiceClient(options())).lookupEntry({ name: LOCATION, entry: entry(table), view: 'ALL' });
  return Object.fromEntries(Object.entries(found.aspects ?? {}).map(([key, { data }]) => [key.replace(/^\d+\.global\./, ''), Object.fromEntries(Object.entries(data?.fields ?? {}).map(([name, value]) => [name, value.stringValue ?? value.numberValue]))]));
};

describe('a push', () => {
  it('leaves the dataset registered in the catalog', async () => {
    expect(await push('registered', [{ id: 1, name: 'a' }])).toMatchObject({ outcome: 'published', catalog: 'registered' });
    const { 'dwh-dataset': dataset } = await aspects('registered');
    expect(dataset).toMatchObject({ owner: 'Shop', team: 'shop', contact: '#shop', contract_version: '1.2.0', classification: 'internal', schedule: '0 6 * * *', source_kind: 'rows', last_partition: '20210403', last_rows: 1, last_rejects: 0 });
    await push('registered', [{ id: 1, name: 'a' }, { id: 2, name: 'b' }]);
    expect((await aspects('registered'))['dwh-dataset']).toMatchObject({ last_rows: 2 });
  });

  it('waits for an entry that comes late, and does not fail where it does not come', async () => {
    const late = warehouse.local.faults.add({ method: 'dataplex.CatalogService.UpdateEntry', times: 2, kind: 'error', status: 404 });
    expect(await push('late', [{ id: 1, name: 'a' }])).toMatchObject({ outcome: 'published', catalog: 'registered' });
    expect(late.hits).toBe(2);
  });

  it('is described without lineage to whoever may not look at that', async () => {
    await push('unlinked', [{ id: 1, name: 'a' }]);
    const denied = warehouse.local.faults.add({ method: 'datalineage.Lineage.SearchLinks', kind: 'error', status: 403, message: "Permission 'datalineage.events.get' denied" });
    const described = await client.describeDataset({ table: 'governed.unlinked' });
    expect(denied.hits).toBe(1);
    denied.remove();
    expect(described).toMatchObject({ registered: { owner: 'Shop' } });
    expect(described).not.toHaveProperty('sources');
  });

  it('does not wait for a catalog whose aspect types nobody has made, and says so', async () => {
    await using fresh = await startLocalWarehouse();
    fresh.faults.add({ method: 'dataplex.CatalogService.CreateAspectType', times: 2, kind: 'error', status: 403 });
    await using other = createDwhClient({ target: 'local', endpoint: fresh.endpoint, grpcEndpoint: fresh.grpcEndpoint });
    expect(await other.pushDataset({ source: [{ id: 1, name: 'a' }], table: 'governed.typeless', partitionDate: DAY, schema: plain, logger: 'silent' })).toMatchObject({ outcome: 'published', catalog: 'no-aspect-types' });
    expect(fresh.requests.filter(({ id }) => id === 'dataplex.CatalogService.UpdateEntry')).toHaveLength(1);
  });

  it('says so where the catalog may not be written, and the rows are in place', async () => {
    const denied = warehouse.local.faults.add({ method: 'dataplex.CatalogService.UpdateEntry', kind: 'error', status: 403, message: "Permission 'dataplex.entries.update' denied on resource 'hidden'" });
    expect(await failure(push('denied', [{ id: 1, name: 'a' }]))).toMatchObject({ code: 'REGISTER_FORBIDDEN', permission: 'dataplex.entries.update', committed: 'yes' });
    denied.remove();
  });

  it('is told to monitoring, failed ones too, with labels of which there are few', async () => {
    await push('measured', [{ id: 1, name: 'a' }]);
    await failure(push('measured', [{ id: 'x', name: 'a' }]));
    const metrics = keep(new MetricServiceClient(options()));
    const interval = { startTime: { seconds: Math.floor(Date.now() / 1000) - 600 }, endTime: { seconds: Math.floor(Date.now() / 1000) + 60 } };
    const read = async (name: string) => (await metrics.listTimeSeries({ name: 'projects/bm-local', filter: `metric.type = "custom.googleapis.com/dwh/push/${name}" AND metric.labels.table = "measured"`, interval }))[0];
    expect((await read('pushes')).map(({ metric }) => metric?.labels?.['outcome']).sort()).toEqual(['failed', 'published']);
    expect(await read('rows')).toEqual(expect.arrayContaining([expect.objectContaining({ metricKind: 'GAUGE', resource: { type: 'generic_task', labels: expect.objectContaining({ namespace: 'dwh-push', job: 'governed.measured', location: 'eu' }) } })]));
    expect(Object.keys((await read('step_duration'))[0]?.metric?.labels ?? {}).sort()).toEqual(['dataset', 'outcome', 'step', 'table', 'team']);
    const [descriptor] = await metrics.getMetricDescriptor({ name: 'projects/bm-local/metricDescriptors/custom.googleapis.com/dwh/push/bytes' });
    expect(descriptor).toMatchObject({ unit: 'By', valueType: 'INT64', metricKind: 'GAUGE' });
  });

  it('fails for no metric, and waits for none', async () => {
    const broken = warehouse.local.faults.add({ method: 'monitoring.MetricService.CreateTimeSeries', kind: 'delay', ms: 20_000 });
    const began = performance.now();
    expect(await push('unmeasured', [{ id: 1, name: 'a' }])).toMatchObject({ outcome: 'published' });
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(broken.hits).toBe(1);
    broken.remove();
  });

  it('from outside is told as lineage', async () => {
    await using server = await serve((_, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('id,name\n1,a\n'));
    const url = server.url('/orders.csv');
    await client.pushDataset({ source: `${url}?token=SECRET`, table: 'governed.lineage', partitionDate: DAY, schema: orders, logger: 'silent' });
    const [links] = await keep(new LineageClient(options())).searchLinks({ parent: LOCATION, target: { fullyQualifiedName: 'bigquery:bm-local.governed.lineage' } });
    const [source] = links.map((link) => link.source?.fullyQualifiedName);
    for (const part of [new URL(url).origin, '/orders.csv']) expect(source).toContain(part);
    expect(source).not.toContain('SECRET');
  });

  it('can be described, from all that was written', async () => {
    await push('described', [{ id: 1, name: 'a' }]);
    expect(await client.describeDataset({ table: 'governed.described' })).toMatchObject({
      table: 'bm-local.governed.described',
      location: 'EU',
      description: 'Orders',
      labels: { owner: 'shop' },
      columns: [{ name: 'id', type: 'INTEGER', mode: 'REQUIRED' }, { name: 'name', type: 'STRING', mode: 'REQUIRED' }],
      registered: { owner: 'Shop', last_rows: 1, contract_version: '1.2.0' },
      sources: [],
    });
    await expect(client.describeDataset({ table: 'governed.nothing' })).rejects.toMatchObject({ code: 'LOAD_DATASET_NOT_FOUND' });
  });

  it('is published on diagnostics_channel', async () => {
    const heard: unknown[] = [];
    const listen = (message: unknown) => heard.push(message);
    subscribe('dwh-push:end', listen);
    await push('heard', [{ id: 1, name: 'a' }]);
    unsubscribe('dwh-push:end', listen);
    expect(heard).toMatchObject([{ table: 'bm-local.governed.heard', receipt: { outcome: 'published' } }]);
  });
});

describe('personal data', () => {
  const personal = (meta: Record<string, unknown>) => defineDataset({ schema: z.object({ id: z.int(), mail: z.string().meta(meta) }) });
  const tagOf = async (table: string, column = 'mail') => {
    const [{ schema }] = await (await client.bigQuery()).dataset('governed').table(table).getMetadata();
    return (schema.fields as { name: string; policyTags?: { names: string[] } }[]).find(({ name }) => name === column)?.policyTags?.names[0];
  };

  it('gets the policy tag of its class before it is loaded, and its catalog entry says so', async () => {
    await push('personal', [{ id: 1, mail: 'a@b.c' }], personal({ personalData: 'email' }));
    const tag = await tagOf('personal');
    expect(tag).toMatch(new RegExp(`^${taxonomy}/policyTags/\\d+$`));
    expect((await aspects('personal'))['dwh-personal-data@Schema.mail']).toEqual({ class: 'email', policy_tag: tag });
    expect(warehouse.local.requests.filter(({ id }) => id === 'bigquery.tables.insert' || id === 'bigquery.jobs.insert').map(({ id }) => id).slice(-2)).toEqual(['bigquery.tables.insert', 'bigquery.jobs.insert']);
  });

  it('gets it in a table that is there already, and its dead letters get it as well', async () => {
    await push('later', [{ id: 1, mail: 'a@b.c' }], personal({}));
    expect(await tagOf('later')).toBeUndefined();
    const pushed = client.pushDataset({ source: [{ id: 1, mail: 'a@b.c' }, { id: 'x', mail: 'c@d.e' }] as never, table: 'governed.later', partitionDate: DAY, schema: personal({ personalData: 'email' }), rejects: { max: 1 }, logger: 'silent' });
    expect(await pushed).toMatchObject({ rowsRejected: 1 });
    const tag = await tagOf('later');
    expect(tag).toBeDefined();
    expect(await tagOf('later_rejects', 'raw')).toBe(tag);
  });

  it('is refused where its class has no tag, or the table another one', async () => {
    expect(await failure(push('untagged', [{ id: 1, mail: 'x' }], personal({ personalData: 'shoe-size' })))).toMatchObject({ code: 'LOAD_POLICY_TAG_MISSING', committed: 'no' });
    expect(await (await client.bigQuery()).dataset('governed').table('untagged').exists()).toEqual([false]);
    await push('other_tag', [{ id: 1, mail: 'x' }], personal({ personalData: 'email' }));
    expect(await failure(push('other_tag', [{ id: 1, mail: 'x' }], personal({ policyTag: `${taxonomy}/policyTags/1` })))).toMatchObject({ code: 'LOAD_SCHEMA_CONFLICT' });
  });

  it('is found wherever in the schema of a column it is marked', async () => {
    const mail = z.email().meta({ personalData: 'email' });
    const schema = z.object({ id: z.int(), or: z.union([mail, z.literal('')]), list: z.array(mail.or(z.literal(''))), maybe: mail.or(z.literal('')).nullable() });
    const { contract } = defineDataset({ schema });
    expect(contract.columns.map(({ personalData }) => personalData)).toEqual([undefined, 'email', 'email', 'email']);
    expect(() => defineDataset({ schema: z.object({ a: mail.or(z.string().meta({ personalData: 'phone' })) }) })).toThrow(/several classes/);
    expect(defineDataset({ schema: z.object({ a: mail.or(z.string().meta({ personalData: 'phone' })).meta({ personalData: 'phone' }) }) }).contract.columns[0]?.personalData).toBe('phone');
    expect(() => defineDataset({ schema: z.object({ a: z.string() }).meta({ personalData: 'email' }) })).toThrow(/not on the whole record/);
  });

  const rejected = { id: 'x', mail: 'c@d.e', phone: '1' };
  const withRejects = (table: string, schema: ReturnType<typeof contract>, more: object = {}, source: object[] = [{ id: 1, mail: 'a@b.c', phone: '2' }, rejected]) => client.pushDataset({ source: source as never, table: `governed.${table}`, partitionDate: DAY, schema, rejects: { max: 1, ...more }, logger: 'silent' });
  const contract = (mail: Record<string, unknown>, phone: Record<string, unknown>) => defineDataset({ schema: z.object({ id: z.int(), mail: z.string().meta(mail), phone: z.string().meta(phone) }) });

  it('of several classes is in dead letters only under the tag that the push names', async () => {
    const both = contract({ personalData: 'email' }, { personalData: 'phone' });
    expect(await failure(withRejects('classes', both))).toMatchObject({ code: 'LOAD_POLICY_TAG_MISSING', committed: 'no', message: expect.stringContaining('rejects: { max, personalData }') as string });
    expect(await withRejects('classes', both, { personalData: 'phone' })).toMatchObject({ rowsRejected: 1 });
    expect(await tagOf('classes_rejects', 'raw')).toBe(await tagOf('classes', 'phone'));
    // Another class before it, and letters that go: what is there keeps its guard.
    expect(await withRejects('classes', both, { personalData: 'email' }, [{ id: 1, mail: 'a@b.c', phone: '2' }])).toMatchObject({ outcome: 'published', rowsRejected: 0 });
    expect(await failure(withRejects('classes', both, { personalData: 'email' }))).toMatchObject({ code: 'LOAD_SCHEMA_CONFLICT', committed: 'no' });
    expect(await failure(withRejects('classes', both, { personalData: 'E' }))).toMatchObject({ code: 'OPTIONS_INVALID' });
    expect(await failure(withRejects('classes', both, { personalData: 'shoe-size' }))).toMatchObject({ code: 'LOAD_POLICY_TAG_MISSING' });
  });

  it('that the table guards and the contract does not is guarded in dead letters too', async () => {
    await withRejects('by_hand', contract({ personalData: 'email' }, {}), {}, [{ id: 1, mail: 'a@b.c', phone: '2' }]);
    expect(await withRejects('by_hand', contract({}, {}))).toMatchObject({ rowsRejected: 1 });
    expect(await tagOf('by_hand_rejects', 'raw')).toBe(await tagOf('by_hand'));
  });

  it('is not loaded into a column that has lost its guard while the push streamed', async () => {
    await push('guard', [{ id: 1, mail: 'a@b.c' }], personal({ personalData: 'email' }));
    const table = (await client.bigQuery()).dataset('governed').table('guard');
    const [{ schema }] = await table.getMetadata();
    const open = { fields: (schema.fields as { name: string; policyTags?: object }[]).map((field) => ({ ...field, policyTags: { names: [] } })) };
    const seen: (string | undefined)[] = [];
    async function* rows() {
      yield { id: 2, mail: 'x@y.z' };
      await table.setMetadata({ schema: open } as never);
      seen.push(await tagOf('guard'));
      yield { id: 3, mail: 'x@y.z' };
    }
    const before = warehouse.local.requests.length;
    await client.pushDataset({ source: rows() as never, table: 'governed.guard', partitionDate: DAY, schema: personal({ personalData: 'email' }), logger: 'silent' });
    expect(seen).toEqual([undefined]);
    const changes = warehouse.local.requests.slice(before).map(({ id }) => id).filter((id) => id === 'bigquery.tables.patch' || id === 'bigquery.jobs.insert');
    expect(changes.slice(0, 3)).toEqual(['bigquery.tables.patch', 'bigquery.tables.patch', 'bigquery.jobs.insert']);
    expect(await tagOf('guard')).toBeDefined();
  });

  it('is refused where no taxonomy is configured', async () => {
    expect(await warehouse.failure({ source: [{ id: 1, mail: 'x' }] as never, table: 'governed.none', partitionDate: DAY, schema: personal({ personalData: 'email' }) })).toMatchObject({ code: 'LOAD_POLICY_TAG_MISSING' });
  });

  it('is classified rightly or not at all', () => {
    expect(() => personal({ personalData: 'E Mail' })).toThrow(/no class/);
    expect(() => personal({ policyTag: 'email' })).toThrow(/policyTags/);
    expect(() => defineDataset({ schema: z.object({ who: z.object({ a: z.string() }).meta({ personalData: 'name' }) }) })).toThrow(/only what lies in it/);
    expect(() => defineDataset({ schema: plain, classification: 'secret' as never, version: '1', schedule: 'daily', contact: 'a\nb' })).toThrow(/version.*contact.*classification.*schedule/);
  });
});
