import { call, inProject, PAGE_LABEL } from '../api.js';
import { dataTable, h, moment } from '../dom.js';
import { moreButton } from '../more-button.js';

const PAGE = 50;

/** Jobs, latest first; the queries of this page only where asked for. */
export async function jobs(_words, place, signal) {
  const box = h('input', { type: 'checkbox', id: 'own', change: () => draw() });
  const list = h('div');
  const known = [];
  place.append(h('h2', {}, 'Jobs'), h('p', {}, box, ' ', h('label', { for: 'own' }, 'Queries of this page, too')), list);
  const path = await inProject('jobs');
  let everybodys = true;
  const pageOf = async (pageToken) => {
    const query = { maxResults: PAGE, projection: 'full', pageToken, ...(everybodys ? { allUsers: true } : {}) };
    return call(path, { query, signal }).catch((error) => {
      if (error.status !== 403 || !everybodys) throw error;
      everybodys = false;
      return pageOf(pageToken);
    });
  };
  const add = (page) => {
    known.push(...(page.jobs ?? []));
    draw();
    return page;
  };
  const draw = () => {
    const shown = known.filter((job) => box.checked || job.configuration?.labels?.[PAGE_LABEL] === undefined);
    list.replaceChildren(shown.length === 0 ? h('p', {}, 'There is no job yet.') : dataTable('Jobs, latest first', ['Created, UTC', 'Kind', 'State', 'Job', 'Target', 'Error'], shown.map(rowOf)));
  };
  const first = add(await pageOf());
  const more = moreButton(first.nextPageToken, async (token) => ((page) => ({ ...page, pageToken: page.nextPageToken }))(await pageOf(token)), add);
  if (more !== null) place.append(more);
}

function rowOf(job) {
  const { jobId, location } = job.jobReference;
  const kind = job.configuration?.jobType ?? '';
  const target = job.configuration?.[kind.toLowerCase()]?.destinationTable;
  const error = job.status?.errorResult;
  const state = error !== undefined ? h('span', { class: 'bad' }, 'FAILED') : (job.state ?? job.status?.state);
  return [moment(job.statistics?.creationTime), kind, state, h('a', { href: `#/job/${encodeURIComponent(location)}/${encodeURIComponent(jobId)}` }, jobId), target === undefined || target.datasetId.startsWith('_') ? '–' : `${target.datasetId}.${target.tableId}`, error === undefined ? '' : h('span', {}, h('code', {}, error.reason), ` ${error.message}`)];
}
