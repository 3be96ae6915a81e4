import { failure, h } from './dom.js';

/** Asks for further pages until there is none. */
export function moreButton(pageToken, pageOf, add) {
  if (pageToken === undefined) return null;
  let next = pageToken;
  const holder = h('p');
  const button = h('button', { type: 'button', click: load }, 'More rows');
  async function load() {
    button.disabled = true;
    try {
      const page = await pageOf(next);
      add(page);
      next = page.pageToken;
      if (next === undefined) button.remove();
    } catch (error) {
      holder.append(failure(error));
    }
    button.disabled = false;
  }
  holder.append(button);
  return holder;
}
