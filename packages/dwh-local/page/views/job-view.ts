import { call } from '../api/call.js';
import { inProject } from '../api/in-project.js';
import { dataTable } from '../dom/data-table.js';
import { h } from '../dom/h.js';
import { address } from '../text/address.js';
import { jobOf } from '../wire/job.js';
import type { View } from './view.js';

/** One job: its errors, then all that is known of it. */
export const jobView: View = async ([location, id], place, signal) => {
  if (location === undefined || id === undefined) throw new Error('The address names no job.');
  place.append(h('h2', {}, `Job ${id}`));
  const { kind, state, failure, errors, sql, statistics, configuration } = jobOf(await call(await inProject('jobs', id), { query: { location }, signal }));
  place.append(h('p', {}, `${kind}, ${state}${failure === undefined ? '' : ', failed'}`));
  if (failure !== undefined) place.append(h('p', { class: 'bad' }, h('code', {}, failure.reason), ` ${failure.message}`));
  if (errors.length > 0) place.append(dataTable('Errors', ['Reason', 'Where', 'Message'], errors.map((error) => [error.reason, error.location ?? '', h('td', { class: 'message' }, error.message)])));
  if (sql !== undefined) place.append(h('h3', {}, 'Query'), h('pre', {}, sql), h('p', {}, h('a', { href: address('query', sql) }, 'Open it in the query box')));
  place.append(h('h3', {}, 'Statistics'), h('pre', {}, JSON.stringify(statistics, null, 2)), h('h3', {}, 'Configuration'), h('pre', {}, JSON.stringify(configuration, null, 2)));
};
