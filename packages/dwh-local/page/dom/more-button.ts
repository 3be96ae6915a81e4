import { failure } from './failure.js';
import { h } from './h.js';

/** A page of a list, with the token of the next one. */
interface Page {
  readonly next: string | undefined;
}

/** Asks for the pages behind the first, one with every click, until there is none. */
export function moreButton<P extends Page>(label: string, first: Page, pageOf: (token: string) => Promise<P>, add: (page: P) => void): HTMLElement | null {
  let { next } = first;
  if (next === undefined) return null;
  const button = h('button', { type: 'button' }, label);
  const holder = h('p', {}, button);
  button.addEventListener('click', () => void load());
  return holder;

  async function load(): Promise<void> {
    if (next === undefined) return;
    button.disabled = true;
    try {
      const page = await pageOf(next);
      add(page);
      next = page.next;
      holder.replaceChildren(...(next === undefined ? [] : [button]));
    } catch (error) {
      holder.replaceChildren(button, failure(error));
    }
    button.disabled = false;
  }
}
