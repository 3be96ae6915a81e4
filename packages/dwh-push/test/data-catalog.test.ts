import { PolicyTagManagerClient } from '@google-cloud/datacatalog';
import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, defineDataset, onboardTeam } from '@bm/dwh-push';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

let local: LocalWarehouse;
let taxonomy: string;
beforeAll(async () => {
  local = await startLocalWarehouse({ dataCatalog: true });
  const [apiEndpoint, port] = local.grpcEndpoint.split(':') as [string, string];
  const tags = new PolicyTagManagerClient({ projectId: 'bm-local', apiEndpoint, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never });
  const [created] = await tags.createTaxonomy({ parent: 'projects/bm-local/locations/eu', taxonomy: { displayName: 'personal data' } });
  taxonomy = created.name as string;
  await tags.createPolicyTag({ parent: taxonomy, policyTag: { displayName: 'email' } });
  await tags.close();
});
afterAll(() => local.close());

const schema = z.object({ id: z.int(), person: z.object({ mail: z.string().nullable().meta({ personalData: 'email' }) }) });
const orders = defineDataset({ schema, owner: 'Shop', contact: '#shop', version: '1.2.0', classification: 'internal', partitioning: { type: 'day' } });
const push = (ids: number[]) => ({ source: ids.map((id) => ({ id, person: { mail: 'a@b.example' } })), table: 'old.orders', partitionDate: '2021-04-03', schema: orders, logger: 'silent' }) as const;
const clientOf = ({ endpoint, grpcEndpoint }: LocalWarehouse, catalogApi: 'dataplex' | 'datacatalog') => createDwhClient({ target: 'local', endpoint, grpcEndpoint, team: 'shop', taxonomy, catalogApi });

describe('an organization that still has Data Catalog', () => {
  it('finds its datasets there, as tags', async () => {
    await using client = clientOf(local, 'datacatalog');
    await client.pushDataset(push([1]));
    expect(await client.pushDataset(push([1, 2]))).toMatchObject({ outcome: 'published', catalog: 'registered' });
    const described = await client.describeDataset({ table: 'old.orders' });
    expect(described.registered).toMatchObject({ owner: 'Shop', team: 'shop', contact: '#shop', contract_version: '1.2.0', classification: 'internal', last_rows: 2, last_push_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
    expect(described.columns).toContainEqual(expect.objectContaining({ name: 'person.mail', personalData: 'email', policyTag: expect.stringContaining('/policyTags/') }));
    expect(local.requests.filter(({ id }) => id?.startsWith('dataplex.') === true)).toEqual([]);
  });

  it('is told to leave the option out once it does not', async () => {
    await using gone = await startLocalWarehouse();
    await using client = clientOf(gone, 'datacatalog');
    const plain = { ...push([1]), source: [{ id: 1 }], schema: z.object({ id: z.int() }) };
    await expect(client.pushDataset(plain)).rejects.toMatchObject({ code: 'REGISTER_DISCONTINUED', step: 'register', committed: 'yes', retryable: false, message: expect.stringContaining('June 1, 2026') });
  });

  it('is not reached without the option', async () => {
    await using client = clientOf(local, 'dataplex');
    const before = local.requests.length;
    await client.pushDataset(push([3]));
    expect(local.requests.slice(before).filter(({ id }) => id?.startsWith('datacatalog.DataCatalog.') === true)).toEqual([]);
  });

  it('grants what tags need, and nothing of the Knowledge Catalog', () => {
    const { grants, environment } = onboardTeam({ team: 'shop', project: 'shop-project', dataset: 'shop', location: 'EU', stagingBucket: 'shop-staging', catalogApi: 'datacatalog' });
    expect(environment).toMatchObject({ DWH_CATALOG_API: 'datacatalog' });
    expect(grants.map(({ id }) => id)).toEqual(['jobs', 'dataset', 'bucket', 'staging', 'ledger', 'metrics', 'lineage', 'templates']);
    expect(grants.find(({ id }) => id === 'dataset')?.permissions).toContain('bigquery.tables.updateTag');
  });
});
