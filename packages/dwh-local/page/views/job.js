import { call, inProject } from '../api.js';
import { dataTable, h } from '../dom.js';

/** One job: its errors, then all that is known of it. */
export async function job([location, id], place, signal) {
  place.append(h('h2', {}, `Job ${id}`));
  const found = await call(await inProject('jobs', id), { query: { location }, signal });
  place.append(h('p', {}, `${found.configuration.jobType}, ${found.status.state}${found.status.errorResult === undefined ? '' : ', failed'}`));
  const { errorResult, errors = [] } = found.status;
  if (errorResult !== undefined) place.append(h('p', { class: 'bad' }, h('code', {}, errorResult.reason), ` ${errorResult.message}`));
  if (errors.length > 0) place.append(dataTable('Errors', ['Reason', 'Where', 'Message'], errors.map(({ reason, location: where = '', message }) => [reason, where, message])));
  const sql = found.configuration.query?.query;
  if (sql !== undefined) place.append(h('h3', {}, 'Query'), h('pre', {}, sql), h('p', {}, h('a', { href: `#/query/${encodeURIComponent(sql)}` }, 'Open it in the query box')));
  place.append(h('h3', {}, 'Statistics'), h('pre', {}, JSON.stringify(found.statistics, null, 2)), h('h3', {}, 'Configuration'), h('pre', {}, JSON.stringify(found.configuration, null, 2)));
}
