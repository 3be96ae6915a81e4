import { ApiFailure } from './api/api-failure.js';
import { setToken } from './api/token.js';
import { warehouse } from './api/warehouse.js';
import { elementOf } from './dom/element-of.js';
import { failure } from './dom/failure.js';
import { h } from './dom/h.js';
import { wordsOf } from './text/address.js';
import { jobView } from './views/job-view.js';
import { jobsView } from './views/jobs-view.js';
import { pushesView } from './views/pushes-view.js';
import { queryView } from './views/query-view.js';
import { tableView } from './views/table-view.js';
import { tablesView } from './views/tables-view.js';
import type { View } from './views/view.js';

/** By the first word behind `#/`, with the entry of the menu that leads there; all else is the tables. */
const VIEWS: ReadonlyMap<string, { readonly view: View; readonly menu: string }> = new Map([
  ['table', { view: tableView, menu: '#/' }],
  ['jobs', { view: jobsView, menu: '#/jobs' }],
  ['job', { view: jobView, menu: '#/jobs' }],
  ['pushes', { view: pushesView, menu: '#/pushes' }],
  ['query', { view: queryView, menu: '#/query' }],
]);

const main = elementOf('main', HTMLElement);
const where = elementOf('where', HTMLElement);
const status = elementOf('status', HTMLElement);
const identity = elementOf('identity', HTMLFormElement);
const token = elementOf('token', HTMLInputElement);
let current = new AbortController();

async function show(): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const [name = '', ...words] = wordsOf(location.hash);
  const { view, menu } = VIEWS.get(name) ?? { view: tablesView, menu: '#/' };
  const place = h('div');
  mark(menu);
  main.replaceChildren(place);
  status.textContent = 'Loading …';
  try {
    where.textContent = (await warehouse()).project;
    await view(words, place, signal);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) identity.hidden = false;
    place.append(failure(error));
  }
  if (signal.aborted) return;
  status.textContent = '';
  head(place);
}

/** Marks the menu's entry. */
function mark(menu: string): void {
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === menu) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Names the document after the view, and reads on from there. */
function head(place: HTMLElement): void {
  const heading = place.querySelector('h2');
  document.title = `${heading === null ? '' : `${heading.textContent} – `}Local warehouse`;
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

identity.addEventListener('submit', (event) => {
  event.preventDefault();
  setToken(token.value.trim());
  identity.hidden = true;
  void show();
});
addEventListener('hashchange', () => {
  // The link that skips to the content is no view.
  if (location.hash !== '#main') void show();
});
void show();
