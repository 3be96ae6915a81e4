import { relative } from 'node:path';

import type { ResolvedConfig } from '@bm/dwh-push';

const QUERY = 'SELECT brand, COUNT(*) AS products FROM team_a.catalog_raw_with_image GROUP BY brand ORDER BY brand';

/** How a person goes on from here: serve the directory, ask with bq, ask from Node. */
export function lookFurther({ project, location, stagingBucket, localDir, endpoint, grpcEndpoint }: ResolvedConfig, startedIn: string): string {
  const serve = endpoint === undefined ? [`  npx dwh-local start --dir ${relative(startedIn, localDir) || '.'}`, ''] : [];
  const url = endpoint ?? 'http://127.0.0.1:9050';
  const grpc = endpoint === undefined ? '127.0.0.1:9051' : grpcEndpoint;
  const variables = { DWH_TARGET: 'local', DWH_PROJECT: project, DWH_LOCATION: location ?? '', DWH_STAGING_BUCKET: stagingBucket, DWH_ENDPOINT: url, ...(grpc === undefined ? {} : { DWH_GRPC_ENDPOINT: grpc }) };
  return [
    ...(serve.length === 0 ? [] : ['Serve this warehouse to other programs, in a terminal of its own:', '', ...serve]),
    'What those programs need in their environment:',
    '',
    `  export ${Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(' ')}`,
    '',
    'A query with bq:',
    '',
    `  bq --api=${url} --project_id=${project} --oauth_access_token=x query --nouse_legacy_sql '${QUERY}'`,
    '',
    'The same from Node:',
    '',
    `  npx node --input-type=module -e '`,
    `    import { createDwhClient } from "@bm/dwh-push";`,
    `    const client = createDwhClient();`,
    `    console.table((await (await client.bigQuery()).query("${QUERY}"))[0]);`,
    `    await client.close();'`,
    '',
  ].join('\n');
}
