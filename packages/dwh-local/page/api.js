const TOKEN = 'dwh-token';
/** Queries of this page have it, so that the list of jobs can leave them out. */
export const PAGE_LABEL = 'dwh_page';

export class ApiFailure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Kept for this tab only. */
export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** Calls the wire API. @throws ApiFailure with the message of the service */
export async function call(path, { query = {}, body, signal } = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  const response = await fetch(`${path}?${parameters}`, {
    signal,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiFailure(response.status, answer.error?.message ?? `The warehouse answered ${response.status}.`);
  return answer;
}

let identity;

/** `{ project, location }` */
export async function warehouse() {
  identity ??= call('/_dwh/health');
  return identity;
}

/** A path of BigQuery's API below the project. */
export async function inProject(...segments) {
  const { project } = await warehouse();
  return ['/bigquery/v2/projects', encodeURIComponent(project), ...segments.map(encodeURIComponent)].join('/');
}

/** All items of a list, over its pages. */
export async function listAll(path, key, signal) {
  const items = [];
  let pageToken;
  do {
    const page = await call(path, { query: { pageToken, maxResults: 1000 }, signal });
    items.push(...(page[key] ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return items;
}

/** Runs a query, and waits for it. @returns its first page, as jobs.query answers it */
export async function runQuery(sql, { parameters = {}, maxResults = 100, signal, own = false } = {}) {
  const { location } = await warehouse();
  const queryParameters = Object.entries(parameters).map(([name, value]) => ({ name, parameterType: { type: 'STRING' }, parameterValue: { value } }));
  const body = {
    query: sql,
    location,
    useLegacySql: false,
    maxResults,
    formatOptions: { useInt64Timestamp: true },
    ...(own ? { labels: { [PAGE_LABEL]: 'yes' } } : {}),
    ...(queryParameters.length === 0 ? {} : { parameterMode: 'NAMED', queryParameters }),
  };
  let result = await call(await inProject('queries'), { body, signal });
  while (!result.jobComplete) result = await resultPage(result.jobReference, { maxResults, signal });
  return result;
}

/** A further page of a query's result. */
export async function resultPage({ jobId, location }, { maxResults, pageToken, signal }) {
  return call(await inProject('queries', jobId), { query: { location, maxResults, pageToken, 'formatOptions.useInt64Timestamp': true }, signal });
}

/** The rows of a small result of the page's own as objects. @throws ApiFailure */
export async function queryRows(sql, options) {
  const result = await runQuery(sql, { ...options, own: true });
  return (result.rows ?? []).map((row) => Object.fromEntries(result.schema.fields.map((field, index) => [field.name, row.f[index].v])));
}
