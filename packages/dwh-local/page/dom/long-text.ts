import { h } from './h.js';

const SHOWN = 300;
const MOST_SHOWN = 100_000;

/** A text, or its beginning with a button for more of it. */
export function longText(text: string): Node | string {
  if (text.length <= SHOWN) return text;
  const length = text.length.toLocaleString('en');
  const more = h('button', { class: 'plain', type: 'button' }, `show ${length} characters`);
  const holder = h('span', {}, `${text.slice(0, SHOWN)}… `, more);
  more.addEventListener('click', () => holder.replaceChildren(text.slice(0, MOST_SHOWN), text.length > MOST_SHOWN ? h('span', { class: 'absent' }, `cut: ${length} characters`) : ''));
  return holder;
}
