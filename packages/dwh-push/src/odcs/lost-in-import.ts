import type { OdcsContract, OdcsProperty } from './odcs.js';

/** What of the standard is taken over; whatever else a contract says is lost. */
const TAKEN = {
  contract: ['apiVersion', 'kind', 'id', 'name', 'version', 'status', 'description', 'team', 'support', 'servers', 'schema', 'slaProperties', 'customProperties'],
  description: ['purpose'],
  member: ['username', 'role'],
  channel: ['channel', 'url'],
  server: ['server', 'type', 'project', 'dataset'],
  table: ['name', 'physicalName', 'logicalType', 'physicalType', 'description', 'properties'],
  level: ['property', 'value', 'unit'],
  property: ['name', 'logicalType', 'physicalType', 'required', 'description', 'partitioned', 'logicalTypeOptions', 'properties', 'items', 'customProperties'],
  items: ['name', 'logicalType', 'physicalType', 'required', 'logicalTypeOptions', 'properties', 'items', 'customProperties'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const CUSTOM_TAKEN = ['partitioning', 'dataset', 'clustering', 'classification', 'labels', 'contact'];
const PROPERTY_CUSTOM_TAKEN = ['personalData', 'policyTag', 'enum', 'javascriptType', 'nonFinite'];

/** What a contract has and a dataset does not take over, but for its columns and what its service levels say. A line each. */
export function lostOfContract(contract: OdcsContract): readonly string[] {
  const { description = {}, team = [], support = [], servers = [], schema, slaProperties = [], customProperties = [], status } = contract;
  const [table, ...otherTables] = schema;
  const owners = team.filter(({ role }) => role === 'owner');
  return [
    ...others(contract, 'contract').map((key) => `${key} of the contract`),
    ...others(description, 'description').map((key) => `${key} of the description`),
    ...(team.length > 1 ? [`the team but for ${owners.length > 0 ? 'its owner' : 'its first member'}`] : []),
    ...each(team, 'member', 'the team'),
    ...(support.length > 1 ? ['channels of support after the first'] : []),
    ...each(support, 'channel', 'the support'),
    ...(servers.length > 1 ? ['servers after the first'] : []),
    ...each(servers, 'server', 'the servers'),
    ...otherTables.map(({ name }) => `the schema "${name}": only the first is read`),
    ...others(table ?? {}, 'table').map((key) => `${key} of the schema`),
    ...(description.purpose !== undefined && table?.description !== undefined && description.purpose !== table.description ? ['description of the schema'] : []),
    ...each(slaProperties, 'level', 'the service levels'),
    ...customProperties.filter(({ property }) => !CUSTOM_TAKEN.includes(property)).map(({ property }) => `the custom property "${property}"`),
    ...(status !== undefined && status !== 'active' ? [`the status "${status}"`] : []),
  ];
}

/** The same of a property, but for its options. */
export function lostOfProperty(property: OdcsProperty, path: string): readonly string[] {
  return [...lostOfOne(property, 'property', path), ...(property.items === undefined ? [] : lostOfOne(property.items, 'items', path))];
}

function lostOfOne(property: OdcsProperty, kind: 'property' | 'items', path: string): readonly string[] {
  const custom = (property.customProperties ?? []).filter(({ property: name }) => !PROPERTY_CUSTOM_TAKEN.includes(name));
  return [
    ...others(property, kind).map((key) => `${path}: ${key}${kind === 'items' ? ' of its items' : ''}`),
    ...custom.map(({ property: name }) => `${path}: the custom property "${name}"`),
    ...parametersOf(property).map((parameters) => `${path}: the parameters (${parameters}) of its type`),
  ];
}

/** Precision and scale; the length of a text is a check. */
function parametersOf({ physicalType = '' }: OdcsProperty): readonly string[] {
  const [, type = '', parameters = ''] = /^\s*(\w+)\s*\(([^)]*)\)/.exec(physicalType) ?? [];
  return parameters === '' || lengthOfText(physicalType) !== undefined || type === '' ? [] : [parameters.trim()];
}

/** Of `VARCHAR(20)` or `STRING(20)`: 20. */
export function lengthOfText(physicalType: string | undefined): number | undefined {
  const length = /^\s*(?:VARCHAR|CHARACTER VARYING|STRING|TEXT|CHAR)\s*\(\s*(\d{1,9})\s*\)/i.exec(physicalType ?? '')?.[1];
  return length === undefined ? undefined : Number(length);
}

function others(value: object, kind: keyof typeof TAKEN): readonly string[] {
  const taken: readonly string[] = TAKEN[kind];
  return Object.keys(value).filter((key) => !taken.includes(key));
}

function each(values: readonly object[], kind: keyof typeof TAKEN, place: string): readonly string[] {
  return [...new Set(values.flatMap((value) => others(value, kind)))].map((key) => `${key} of ${place}`);
}
