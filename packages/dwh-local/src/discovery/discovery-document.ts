import type { Route } from '../http/exchange.js';

const BASE = '/bigquery/v2/';

interface Method {
  readonly id: string;
  readonly path: string;
  readonly flatPath: string;
  readonly httpMethod: string;
  readonly parameters: Readonly<Record<string, object>>;
  readonly parameterOrder: readonly string[];
}

interface Resource {
  readonly methods: Record<string, Method>;
}

/** BigQuery's path parameters under the names that clients build requests with. */
const PARAMETER_NAMES: Readonly<Record<string, string>> = { project: 'projectId', dataset: 'datasetId', table: 'tableId', job: 'jobId', routine: 'routineId', model: 'modelId' };

/** Query parameters by method: a client built from this document refuses to send others. */
const QUERY: Readonly<Record<string, readonly string[]>> = {
  'projects.list': ['maxResults', 'pageToken'],
  'datasets.list': ['all', 'filter', 'maxResults', 'pageToken'],
  'datasets.get': ['datasetView', 'accessPolicyVersion'],
  'datasets.insert': ['accessPolicyVersion'],
  'datasets.patch': ['accessPolicyVersion', 'updateMode'],
  'datasets.update': ['accessPolicyVersion', 'updateMode'],
  'datasets.delete': ['deleteContents'],
  'tables.list': ['maxResults', 'pageToken'],
  'tables.get': ['selectedFields', 'view'],
  'tables.patch': ['autodetect_schema'],
  'tables.update': ['autodetect_schema'],
  'tabledata.list': ['maxResults', 'pageToken', 'selectedFields', 'startIndex', 'formatOptions.useInt64Timestamp', 'formatOptions.timestampOutputFormat'],
  'jobs.list': ['allUsers', 'maxCreationTime', 'maxResults', 'minCreationTime', 'pageToken', 'parentJobId', 'projection', 'stateFilter'],
  'jobs.get': ['location'],
  'jobs.cancel': ['location'],
  'jobs.delete': ['location'],
  'jobs.getQueryResults': ['location', 'maxResults', 'pageToken', 'startIndex', 'timeoutMs', 'formatOptions.useInt64Timestamp', 'formatOptions.timestampOutputFormat'],
};

const HAS_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** A discovery document of BigQuery's routes, enough for clients that build themselves from one. https://developers.google.com/discovery/v1/reference/apis */
export function discoveryDocument(routes: readonly Route[], origin: string): object {
  const resources: Record<string, Resource> = {};
  for (const route of routes) {
    const [, resource, name] = route.id.split('.');
    if (resource === undefined || name === undefined || !route.path.startsWith(BASE)) continue;
    const methods = (resources[resource] ??= { methods: {} }).methods;
    const upload = routes.find((other) => other.id === route.id && other.path.startsWith('/upload/') && other.method === 'POST');
    methods[name] ??= { ...methodOf(route, `${resource}.${name}`), ...(upload === undefined ? {} : uploadOf(upload)) };
  }
  return {
    kind: 'discovery#restDescription',
    discoveryVersion: 'v1',
    id: 'bigquery:v2',
    name: 'bigquery',
    version: 'v2',
    title: 'BigQuery API',
    protocol: 'rest',
    rootUrl: `${origin}/`,
    servicePath: BASE.slice(1),
    baseUrl: `${origin}${BASE}`,
    basePath: BASE,
    batchPath: 'batch/bigquery/v2',
    parameters: Object.fromEntries(['alt', 'fields', 'key', 'oauth_token', 'prettyPrint', 'quotaUser', 'userIp', 'trace'].map((name) => [name, { type: 'string', location: 'query' }])),
    schemas: { Resource: { id: 'Resource', type: 'object', additionalProperties: { type: 'any' } } },
    resources,
  };
}

function methodOf(route: Route, id: string): Method & { response: object; request?: object } {
  const names: string[] = [];
  const path = route.path
    .slice(BASE.length)
    .split('/')
    .map((segment) => {
      if (!segment.startsWith(':')) return segment;
      const [name = '', ...suffix] = segment.slice(1).split(':');
      const parameter = PARAMETER_NAMES[name] ?? name;
      names.push(parameter);
      return [`{+${parameter}}`, ...suffix].join(':');
    })
    .join('/');
  const query = Object.fromEntries((QUERY[id] ?? []).map((name) => [name, { type: 'string', location: 'query', ...(name === 'stateFilter' ? { repeated: true } : {}) }]));
  return {
    id: route.id,
    path,
    flatPath: path.replaceAll('{+', '{'),
    httpMethod: route.method,
    parameters: { ...Object.fromEntries(names.map((name) => [name, { type: 'string', location: 'path', required: true }])), ...query },
    parameterOrder: names,
    response: { $ref: 'Resource' },
    ...(HAS_BODY.has(route.method) ? { request: { $ref: 'Resource' } } : {}),
  };
}

function uploadOf(route: Route): object {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => `{${PARAMETER_NAMES[name] ?? name}}`);
  return {
    supportsMediaUpload: true,
    mediaUpload: { accept: ['*/*'], protocols: { simple: { multipart: true, path }, resumable: { multipart: true, path: `/resumable${path}` } } },
  };
}
