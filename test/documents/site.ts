import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The pages of a site, each with what it links to and what its links may name behind `#`. */
export interface Page {
  readonly path: string;
  readonly links: readonly string[];
  readonly loads: readonly string[];
  readonly anchors: ReadonlySet<string>;
  readonly text: string;
}

const unescaped = (value: string) => value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');

export function pagesOf(site: string): readonly Page[] {
  return globSync('**/*.html', { cwd: site }).sort().map((path) => {
    const text = readFileSync(join(site, path), 'utf8');
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value = '']) => unescaped(value));
    return { path, text, links: all(/<a\b[^>]*?\shref="([^"]*)"/g), loads: [...all(/<(?:script|img|iframe)\b[^>]*?\ssrc="([^"]*)"/g), ...all(/<link\b[^>]*?\shref="([^"]*)"/g)], anchors: new Set(all(/\s(?:id|name)="([^"]*)"/g)) };
  });
}

/** Whether a link leads out of the site. */
export const isExternal = (link: string) => /^[a-z]+:|^\/\//.test(link);

/** Where a link of a page leads: the file within the site, and the anchor. */
export function targetOf(page: Page, link: string): { readonly path: string; readonly anchor: string } {
  const [path = '', anchor = ''] = decodeURI(link).split('#');
  return { path: path === '' ? page.path : normalize(join(dirname(page.path), path)), anchor };
}
