import type { JobReference } from '../wire/job-reference.js';
import { PAGE_LABEL } from '../wire/page-label.js';
import { queryAnswerOf, type QueryAnswer } from '../wire/query-answer.js';
import { call } from './call.js';
import { inProject } from './in-project.js';

export interface QueryOptions {
  /** Texts by their names. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Rows of a page. */
  readonly maxResults: number;
  /** A query that the user did not write. */
  readonly own: boolean;
  readonly signal: AbortSignal;
}

/** Runs a query, and waits for it. @returns its first page @throws ApiFailure */
export async function runQuery(sql: string, { parameters = {}, maxResults, own, signal }: QueryOptions): Promise<QueryAnswer> {
  const queryParameters = Object.entries(parameters).map(([name, value]) => ({ name, parameterType: { type: 'STRING' }, parameterValue: { value } }));
  const body = {
    query: sql,
    useLegacySql: false,
    maxResults,
    formatOptions: { useInt64Timestamp: true },
    ...(own ? { labels: { [PAGE_LABEL]: 'yes' } } : {}),
    ...(queryParameters.length === 0 ? {} : { parameterMode: 'NAMED', queryParameters }),
  };
  let answer = queryAnswerOf(await call(await inProject('queries'), { body, signal }));
  while (!answer.complete) answer = await resultPage(answer.job, { maxResults, signal });
  return answer;
}

export interface ResultPageOptions {
  readonly maxResults: number;
  readonly pageToken?: string;
  readonly signal: AbortSignal;
}

/** A page of a query's result, the first without a token. @throws ApiFailure */
export async function resultPage({ jobId, location }: JobReference, { maxResults, pageToken, signal }: ResultPageOptions): Promise<QueryAnswer> {
  return queryAnswerOf(await call(await inProject('queries', jobId), { query: { location, maxResults, pageToken, 'formatOptions.useInt64Timestamp': true }, signal }));
}
