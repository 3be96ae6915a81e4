import { resultPage, runQuery } from '../api/run-query.js';
import { failure } from '../dom/failure.js';
import { h } from '../dom/h.js';
import { moreButton } from '../dom/more-button.js';
import { rowsTable } from '../dom/rows-table.js';
import { address } from '../text/address.js';
import { rowCount } from '../text/count.js';
import type { QueryAnswer } from '../wire/query-answer.js';
import type { View } from './view.js';

const PAGE = 100;

/** A box for GoogleSQL. A text in the address fills it; nothing runs before the button. */
export const queryView: View = ([sql = ''], place, signal) => {
  const box = h('textarea', { id: 'sql', rows: '8', spellcheck: 'false', 'aria-describedby': 'hint' }, sql);
  const button = h('button', {}, 'Run');
  const hint = h('span', { id: 'hint', class: 'soft' }, 'Ctrl+Enter runs it, too. Statements that write do write.');
  const form = h('form', {}, h('label', { for: 'sql' }, 'GoogleSQL'), box, button, ' ', hint);
  const result = h('div', { 'aria-live': 'polite' });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // The keyboard submits past a disabled button, and a statement that writes would write twice.
    if (!button.disabled) void run();
  });
  place.append(h('h2', {}, 'Query'), form, result);

  async function run(): Promise<void> {
    button.disabled = true;
    result.replaceChildren(h('p', {}, 'Running …'));
    const start = performance.now();
    try {
      const answer = await runQuery(box.value, { maxResults: PAGE, own: false, signal });
      result.replaceChildren(factsOf(answer, performance.now() - start), ...resultOf(answer, signal));
    } catch (error) {
      result.replaceChildren(failure(error));
    }
    button.disabled = false;
  }
};

function factsOf({ job, fields, totalRows, changedRows }: QueryAnswer, milliseconds: number): HTMLElement {
  const facts = [`${Math.round(milliseconds)} ms`, ...(changedRows === undefined ? [] : [`${rowCount(changedRows)} changed`]), ...(fields.length === 0 ? [] : [rowCount(totalRows)])];
  return h('p', {}, facts.join(', '), ' ', h('a', { href: address('job', job.location, job.jobId) }, 'its job'));
}

function resultOf(first: QueryAnswer, signal: AbortSignal): readonly Node[] {
  if (first.fields.length === 0) return [];
  const table = rowsTable('Result', first.fields, first.rows);
  const more = moreButton('More rows', first, (pageToken) => resultPage(first.job, { maxResults: PAGE, pageToken, signal }), ({ rows }) => table.add(rows));
  return more === null ? [table.element] : [table.element, more];
}
