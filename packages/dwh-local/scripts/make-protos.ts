/**
 * Makes src/grpc/protos/google-protos.json: what the served gRPC services need of the protos that Google's packages ship, merged into one tree.
 * Run it after another version of those development dependencies: `node packages/dwh-local/scripts/make-protos.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import protobuf from 'protobufjs';

interface Origin {
  readonly pkg: string;
  readonly services: readonly string[];
  /** Types that no method names: they travel inside of an Any. */
  readonly types?: readonly string[];
}

const ORIGINS: readonly Origin[] = [
  { pkg: '@google-cloud/dataplex', services: ['google.cloud.dataplex.v1.CatalogService', 'google.longrunning.Operations'], types: ['google.cloud.dataplex.v1.OperationMetadata'] },
  { pkg: '@google-cloud/datacatalog', services: ['google.cloud.datacatalog.v1.DataCatalog', 'google.cloud.datacatalog.v1.PolicyTagManager', 'google.cloud.datacatalog.v1.PolicyTagManagerSerialization'] },
  { pkg: '@google-cloud/monitoring', services: ['google.monitoring.v3.MetricService'], types: ['google.monitoring.v3.CreateTimeSeriesSummary'] },
  { pkg: '@google-cloud/lineage', services: ['google.cloud.datacatalog.lineage.v1.Lineage'], types: ['google.cloud.datacatalog.lineage.v1.OperationMetadata'] },
];

type Tree = { nested?: Record<string, Tree>; [key: string]: unknown };

const require = createRequire(import.meta.url);
const tree: Tree = {};
const services: Record<string, Record<string, readonly [string, string]>> = {};
const versions: Record<string, string> = {};

for (const { pkg, services: wanted, types = [] } of ORIGINS) {
  const folder = require.resolve(pkg).replace(/\/build\/.*$/, '');
  versions[pkg] = (JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version: string }).version;
  const root = protobuf.Root.fromJSON(JSON.parse(readFileSync(`${folder}/build/protos/protos.json`, 'utf8')) as protobuf.INamespace).resolveAll();
  const seen = new Set<protobuf.ReflectionObject>();
  for (const name of wanted) {
    const methods = root.lookupService(name).methodsArray.map((method) => {
      reach(method.resolvedRequestType, seen);
      reach(method.resolvedResponseType, seen);
      const streaming = method.requestStream === true || method.responseStream === true;
      return streaming ? [] : [[method.name, [nameOf(method.resolvedRequestType), nameOf(method.resolvedResponseType)]] as const];
    });
    services[name] = Object.fromEntries(methods.flat());
  }
  for (const name of types) reach(root.lookupType(name), seen);
  for (const type of seen) place(type);
}

writeFileSync(new URL('../src/grpc/protos/google-protos.json', import.meta.url), `${JSON.stringify({ versions, services, ...sorted(tree) })}\n`);

function reach(object: protobuf.ReflectionObject | null, seen: Set<protobuf.ReflectionObject>): void {
  if (object === null || seen.has(object)) return;
  seen.add(object);
  if (object instanceof protobuf.Type) for (const field of object.fieldsArray) reach(field.resolve().resolvedType, seen);
}

function place(object: protobuf.ReflectionObject): void {
  const path = nameOf(object).split('.');
  let parent = tree;
  for (const part of path.slice(0, -1)) parent = ((parent.nested ??= {})[part] ??= {});
  const { nested: _dropped, ...json } = object.toJSON({ keepComments: false }) as Tree;
  const name = path.at(-1) ?? '';
  (parent.nested ??= {})[name] = { ...((parent.nested)[name] ?? {}), ...(withoutOptions(json) as Tree) };
}

/** What the wire does not need: http rules, field behaviour. What packs a list and what is deprecated is not needed to read it either. */
function withoutOptions(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => !(key === 'options' && !isPacked(inner)) && key !== 'comment' && key !== 'comments' && key !== 'edition').map(([key, inner]) => [key, withoutOptions(inner)]));
}

function isPacked(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'proto3_optional' in options;
}

function sorted(value: Tree): Tree {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'nested' ? Object.fromEntries(Object.entries(inner as object).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, child]) => [name, sorted(child as Tree)])) : inner]));
}

function nameOf(object: protobuf.ReflectionObject | null): string {
  return object === null ? '' : object.fullName.slice(1);
}
