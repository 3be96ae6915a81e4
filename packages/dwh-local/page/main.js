import { setToken, warehouse } from './api.js';
import { failure, h } from './dom.js';
import { job } from './views/job.js';
import { jobs } from './views/jobs.js';
import { pushes } from './views/pushes.js';
import { query } from './views/query.js';
import { table } from './views/table.js';
import { tables } from './views/tables.js';

/** By the first word behind `#/`. Each gets the further words, where to put its content, and a signal that says that another was asked for. */
const VIEWS = { '': tables, table, jobs, job, pushes, query };

const main = document.getElementById('main');
const status = document.getElementById('status');
const identity = document.getElementById('identity');
let current = new AbortController();

async function show() {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const words = wordsOf(location.hash);
  const [name, ...rest] = words;
  const place = h('div');
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#/${menuOf(name)}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  main.replaceChildren(place);
  status.textContent = 'Loading …';
  try {
    const { project } = await warehouse();
    document.getElementById('where').textContent = project;
    await (Object.hasOwn(VIEWS, name) ? VIEWS[name] : tables)(rest, place, signal);
  } catch (error) {
    if (signal.aborted) return;
    if (error.status === 401) identity.hidden = false;
    place.append(failure(error));
  }
  if (signal.aborted) return;
  status.textContent = '';
  const heading = place.querySelector('h2');
  document.title = `${heading === null ? '' : `${heading.textContent} – `}Local warehouse`;
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
}

function wordsOf(hash) {
  try {
    return hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  } catch {
    return [''];
  }
}

function menuOf(name) {
  return name === 'job' ? 'jobs' : name === 'table' ? '' : name;
}

identity.addEventListener('submit', (event) => {
  event.preventDefault();
  setToken(document.getElementById('token').value.trim());
  identity.hidden = true;
  void show();
});
// The link that skips to the content is no view.
addEventListener('hashchange', () => location.hash !== '#main' && void show());
void show();
