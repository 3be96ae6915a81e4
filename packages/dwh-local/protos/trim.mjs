// Writes protos.json: what the local warehouse serves over gRPC, cut out of the protocol descriptions that Google's packages ship. To be run where one of those packages has a new version:
// `npm run protos -w packages/dwh-local`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const SERVED = {
  '@google-cloud/dataplex': ['google.cloud.dataplex.v1.CatalogService', 'google.longrunning.Operations'],
  '@google-cloud/datacatalog': ['google.cloud.datacatalog.v1.PolicyTagManager'],
  '@google-cloud/monitoring': ['google.monitoring.v3.MetricService'],
  '@google-cloud/lineage': ['google.cloud.datacatalog.lineage.v1.Lineage'],
};
/** What travels as google.protobuf.Any. */
const PACKED = ['google.cloud.dataplex.v1.OperationMetadata', 'google.cloud.dataplex.v1.AspectType', 'google.protobuf.Empty', 'google.monitoring.v3.CreateTimeSeriesSummary', 'google.rpc.Status'];

const require = createRequire(import.meta.url);
const trimmed = { nested: {} };
const versions = {};
for (const [name, services] of Object.entries(SERVED)) {
  const manifest = require.resolve(`${name}/package.json`);
  versions[name] = JSON.parse(readFileSync(manifest, 'utf8')).version;
  const tree = JSON.parse(readFileSync(join(dirname(manifest), 'build/protos/protos.json'), 'utf8'));
  const wanted = [...services, ...PACKED].filter((type) => lookup(tree, type) !== undefined);
  const seen = new Set();
  while (wanted.length > 0) {
    const full = wanted.pop();
    if (seen.has(full)) continue;
    seen.add(full);
    copy(tree, full);
    wanted.push(...referenced(tree, full, lookup(tree, full)));
  }
}
writeFileSync(new URL('protos.json', import.meta.url), `${JSON.stringify(trimmed)}\n`);
writeFileSync(new URL('NOTICE', import.meta.url), `protos.json is cut out of the protocol descriptions in the following packages, Copyright Google LLC, under the Apache License, Version 2.0 (https://www.apache.org/licenses/LICENSE-2.0):\n\n${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join('\n')}\n`);

function lookup(tree, full) {
  return full.split('.').reduce((node, part) => node?.nested?.[part], tree);
}

/** Types that lie within another go with it. */
function copy(tree, full) {
  let from = tree;
  let to = trimmed;
  for (const part of full.split('.')) {
    from = from.nested[part];
    to.nested ??= {};
    const isType = from.fields !== undefined || from.values !== undefined || from.methods !== undefined;
    to.nested[part] ??= isType ? withoutOptions(from) : {};
    if (isType) return;
    to = to.nested[part];
  }
}

function referenced(tree, full, node) {
  const names = [
    ...Object.values(node.fields ?? {}).map(({ type }) => type),
    ...Object.values(node.methods ?? {}).flatMap(({ requestType, responseType }) => [requestType, responseType]),
  ];
  const found = names.flatMap((name) => resolve(tree, full, name));
  return [...found, ...Object.entries(node.nested ?? {}).flatMap(([name, inner]) => referenced(tree, `${full}.${name}`, inner))];
}

function resolve(tree, scope, name) {
  for (let parts = scope.split('.'); ; parts = parts.slice(0, -1)) {
    const candidate = [...parts, name].join('.');
    const node = lookup(tree, candidate);
    if (node !== undefined && (node.fields !== undefined || node.values !== undefined)) return [candidate];
    if (parts.length === 0) return [];
  }
}

function withoutOptions(node) {
  if (Array.isArray(node)) return node;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => !(key === 'options' && isApiOptions(value)) && key !== 'parsedOptions' && key !== 'comment').map(([key, value]) => [key, withoutOptions(value)]));
}

function isApiOptions(value) {
  return typeof value === 'object' && value !== null && !('packed' in value) && !('proto3_optional' in value);
}
