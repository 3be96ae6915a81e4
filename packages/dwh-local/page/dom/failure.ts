import { h } from './h.js';

export function failure(error: unknown): HTMLElement {
  return h('p', { class: 'bad', role: 'alert' }, error instanceof Error ? error.message : String(error));
}
