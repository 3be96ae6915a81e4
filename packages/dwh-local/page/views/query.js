import { resultPage, runQuery } from '../api.js';
import { cellsOf, rowsTable } from '../cells.js';
import { count, failure, h } from '../dom.js';
import { moreButton } from '../more-button.js';

const PAGE = 100;

/** A box for GoogleSQL. A text in the address fills it; nothing runs before the button. */
export async function query([sql = ''], place, signal) {
  const box = h('textarea', { id: 'sql', rows: '8', spellcheck: 'false', 'aria-describedby': 'hint', keydown: (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && form.requestSubmit() }, sql);
  const button = h('button', {}, 'Run');
  const form = h('form', { submit: (event) => (event.preventDefault(), void run()) }, h('label', { for: 'sql' }, 'GoogleSQL'), box, button, ' ', h('span', { id: 'hint', class: 'soft' }, 'Ctrl+Enter runs it, too. Statements that write do write.'));
  const result = h('div', { 'aria-live': 'polite' });
  place.append(h('h2', {}, 'Query'), form, result);

  async function run() {
    button.disabled = true;
    result.replaceChildren(h('p', {}, 'Running …'));
    const start = performance.now();
    try {
      const answer = await runQuery(box.value, { maxResults: PAGE, signal });
      result.replaceChildren(...shown(answer, performance.now() - start));
    } catch (error) {
      if (!signal.aborted) result.replaceChildren(failure(error));
    }
    button.disabled = false;
  }

  function shown(answer, milliseconds) {
    const facts = [`${Math.round(milliseconds)} ms`, answer.numDmlAffectedRows === undefined ? undefined : `${count(answer.numDmlAffectedRows)} rows changed`, answer.schema === undefined ? undefined : `${count(answer.totalRows)} rows`];
    const line = h('p', {}, facts.filter((fact) => fact !== undefined).join(', '), ' ', h('a', { href: `#/job/${encodeURIComponent(answer.jobReference.location)}/${encodeURIComponent(answer.jobReference.jobId)}` }, 'its job'));
    if (answer.rows === undefined) return [line];
    const table = rowsTable('Result', answer.schema.fields, answer.rows);
    const pageOf = (pageToken) => resultPage(answer.jobReference, { maxResults: PAGE, pageToken, signal });
    const more = moreButton(answer.pageToken, pageOf, (page) => table.querySelector('tbody').append(...(page.rows ?? []).map((row) => h('tr', {}, cellsOf(answer.schema.fields, row)))));
    return [line, table, ...(more === null ? [] : [more])];
  }
}
