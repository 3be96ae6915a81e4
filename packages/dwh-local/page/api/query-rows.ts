import type { Row } from '../wire/row-page.js';
import { resultPage, runQuery, type QueryOptions } from './run-query.js';

const PAGE = 10_000;

/** All rows of a query of the page's own. @throws ApiFailure */
export async function queryRows(sql: string, options: Pick<QueryOptions, 'parameters' | 'signal'>): Promise<readonly Row[]> {
  let page = await runQuery(sql, { ...options, maxResults: PAGE, own: true });
  const rows = [...page.rows];
  while (page.next !== undefined) {
    page = await resultPage(page.job, { maxResults: PAGE, pageToken: page.next, signal: options.signal });
    rows.push(...page.rows);
  }
  return rows;
}
