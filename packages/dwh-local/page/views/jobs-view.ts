import { JobList, type JobPage } from '../api/job-list.js';
import { momentCell } from '../dom/cells.js';
import { dataTable } from '../dom/data-table.js';
import { h, type Child } from '../dom/h.js';
import { moreButton } from '../dom/more-button.js';
import { address } from '../text/address.js';
import type { Job } from '../wire/job.js';
import type { View } from './view.js';

/** Jobs, latest first; the queries of this page only where asked for. */
export const jobsView: View = async (_words, place, signal) => {
  const box = h('input', { type: 'checkbox', id: 'own' });
  const content = h('div');
  const known: Job[] = [];
  const isShown = (job: Job): boolean => box.checked || !job.ofPage;
  const draw = (): void => content.replaceChildren(tableOf(known.filter(isShown)));
  const add = ({ jobs }: JobPage): void => {
    known.push(...jobs);
    draw();
  };
  box.addEventListener('change', draw);
  place.append(h('h2', {}, 'Jobs'), h('p', {}, box, ' ', h('label', { for: 'own' }, 'Queries of this page, too')), content);
  const list = new JobList(signal);
  const first = await list.pageWith(isShown);
  add(first);
  place.append(moreButton('More jobs', first, (token) => list.pageWith(isShown, token), add) ?? '');
};

function tableOf(jobs: readonly Job[]): HTMLElement {
  if (jobs.length === 0) return h('p', {}, 'There is no job yet.');
  return dataTable('Jobs, latest first', ['Created, UTC', 'Kind', 'State', 'Job', 'Target', 'Error'], jobs.map(cellsOf));
}

function cellsOf({ reference: { jobId, location }, created, kind, state, target, failure }: Job): readonly Child[] {
  const link = h('a', { href: address('job', location, jobId) }, jobId);
  if (failure === undefined) return [momentCell(created), kind, state, link, target ?? '–', ''];
  return [momentCell(created), kind, h('span', { class: 'bad' }, 'FAILED'), link, target ?? '–', h('td', { class: 'message' }, h('code', {}, failure.reason), ` ${failure.message}`)];
}
