import { BIGQUERY_OPTIONS } from './bigquery/options.js';
import { STORAGE_OPTIONS } from './gcs/options.js';
import type { GrpcMethod } from './grpc/grpc-method.js';
import type { Route } from './http/exchange.js';
import { supportedOptions } from './supported-options.js';

const GRPC_SERVICES: readonly (readonly [prefix: string, title: string])[] = [
  ['dataplex', 'Catalog (Dataplex), gRPC'],
  ['datacatalog.PolicyTagManager', 'Policy tags (Data Catalog), gRPC'],
  ['datacatalog.DataCatalog', 'Entries and tags (Data Catalog, discontinued), gRPC; refused unless the option `dataCatalog` is given'],
  ['monitoring', 'Monitoring, gRPC'],
  ['datalineage', 'Lineage, gRPC'],
  ['longrunning', 'Long-running operations, gRPC'],
];

const SERVICES: readonly (readonly [prefix: string, title: string])[] = [
  ['bigquery', 'BigQuery, REST API version 2'],
  ['storage', 'Cloud Storage, JSON API version 1'],
  ['cloudresourcemanager', 'Resource Manager'],
  ['sts', 'Security Token Service (with identities)'],
  ['iamcredentials', 'IAM Service Account Credentials (with identities)'],
  ['discovery', 'Discovery, for bq'],
  ['dwh', 'The warehouse itself'],
];

/** Those that are known only to be refused, with the error that the service has for it or one that says that they are not carried. */
function refusedMethods(routes: readonly Route[]): string {
  const names = routes.filter((route) => route.refused === true).map((route) => `\`${route.id}\``);
  return ['## Refused by name', '', `${[...new Set(names)].toSorted().join(', ')}.`, ''].join('\n');
}

/** SUPPORTED.md: the methods that are served, from the routes that serve them. */
export function supportedMethods(routes: readonly Route[], grpcMethods: readonly GrpcMethod[]): string {
  const grpcSections = GRPC_SERVICES.map(([prefix, title]) => {
    const methods = grpcMethods.filter((method) => method.id.startsWith(`${prefix}.`));
    const lines = methods.map((method) => `| \`${method.id}\` | \`${method.service}/${method.name}\` | ${method.permissions.map((permission) => `\`${permission}\``).join(', ')} |`);
    return [`## ${title}`, '', '| method | call | permissions that it stands for |', '|---|---|---|', ...lines.toSorted(), ''].join('\n');
  });
  const sections = SERVICES.map(([prefix, title]) => {
    const lines = routes.filter((route) => route.id.startsWith(`${prefix}.`) && route.refused !== true).map((route) => `| \`${route.id}\` | \`${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}').replaceAll(/\}\{(\w+)\}/g, '}:$1')}\` |`);
    return [`## ${title}`, '', '| method | request |', '|---|---|', ...[...new Set(lines)].toSorted(), ''].join('\n');
  });
  return [
    '# What the local warehouse serves',
    '',
    'Made from the route tables; `test/supported.test.ts` holds it to them, and `vitest -u` on that test rewrites it. Scripted faults and the request log use the names of the left column.',
    'A method that is not listed is answered with 404, or 405 where the path has other methods. What would change a method\'s meaning and is not supported is refused with an',
    'error that names it. `fields` selects; `projection` and `prettyPrint` are accepted, and the answer is the whole one. Paths are also served without `/bigquery/v2` and',
    '`/storage/v1`, and uploads under `/resumable/upload`.',
    '',
    'Load jobs and external tables (`tableDefinitions` of a query job, `externalDataConfiguration` of a table) read CSV, newline-delimited JSON and Parquet. Column types: all but GEOGRAPHY,',
    'INTERVAL and RANGE; a BIGNUMERIC is stored, compared, ordered, and cast to and from STRING, and arithmetic on it is refused.',
    '',
    'Over gRPC a method that is not listed is answered with UNIMPLEMENTED, naming it. The permissions are those that the real service asks for.',
    '',
    ...sections,
    refusedMethods(routes),
    supportedOptions('Options of BigQuery requests', BIGQUERY_OPTIONS),
    supportedOptions('Options of Cloud Storage requests', STORAGE_OPTIONS),
    ...grpcSections,
  ].join('\n');
}
