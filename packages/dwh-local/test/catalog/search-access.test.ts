import { v1 } from '@google-cloud/dataplex';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';
import { expect, it } from 'vitest';

import { OWNER, PROJECT, READER, startIamWarehouse } from '../iam/iam-warehouse.js';

it('a search finds what the caller may see', async () => {
  await using iam = await startIamWarehouse({ bindings: [{ role: 'roles/dataplex.catalogViewer', members: [`user:${READER}`] }] });
  const { bigQuery } = iam.as(OWNER);
  for (const name of ['shop', 'secret']) {
    await bigQuery.createDataset(name);
    await bigQuery.dataset(name).createTable(`users_of_${name}`, { schema: [{ name: 'id', type: 'STRING' }] });
  }
  const [{ access }] = await bigQuery.dataset('shop').getMetadata();
  await bigQuery.dataset('shop').setMetadata({ access: [...access, { role: 'READER', userByEmail: READER }] });
  const [apiEndpoint, port] = iam.warehouse.grpcEndpoint.split(':');
  const catalog = new v1.CatalogServiceClient({ projectId: PROJECT, apiEndpoint: apiEndpoint as string, port: Number(port), sslCreds: credentials.createInsecure(), authClient: new PassThroughClient() as never });
  const search = async (email: string) => {
    const [found] = await catalog.searchEntries({ name: `projects/${PROJECT}/locations/global`, query: 'system=bigquery' }, { otherArgs: { headers: { authorization: `Bearer ${iam.warehouse.credentials.token(email)}` } } });
    return found.map(({ dataplexEntry }) => dataplexEntry?.fullyQualifiedName).sort();
  };
  expect(await search(OWNER)).toEqual(['bigquery:bm-local.secret', 'bigquery:bm-local.secret.users_of_secret', 'bigquery:bm-local.shop', 'bigquery:bm-local.shop.users_of_shop']);
  expect(await search(READER)).toEqual(['bigquery:bm-local.shop', 'bigquery:bm-local.shop.users_of_shop']);
  await catalog.close();
});
