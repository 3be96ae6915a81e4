import { fileURLToPath } from 'node:url';

/** Where a source is: a file on this machine, a URL to fetch, or the rows of the calling code. */
export type SourceLocation = { readonly kind: 'rows'; readonly name: string } | { readonly kind: 'file'; readonly path: string; readonly name: string } | { readonly kind: 'http'; readonly url: URL; readonly name: string };

/**
 * Reads what a caller wrote as `source`. `{date}` and `{yyyymmdd}` expand to the day.
 *
 * @returns the location, or what is wrong with it.
 */
export function locateSource(source: string | URL, date: string | undefined): SourceLocation | string {
  const written = source instanceof URL ? decodePlaceholders(source.href) : source;
  if (written === '') return 'it is empty';
  const placeholder = /\{(date|yyyymmdd)\}/.exec(written);
  if (placeholder !== null && date === undefined) return `it names ${placeholder[0]}, and there is no partitionDate to put there`;
  const text = written.replaceAll('{date}', date ?? '').replaceAll('{yyyymmdd}', (date ?? '').replaceAll('-', ''));
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text.includes('\0') ? 'it holds a NUL character' : { kind: 'file', path: text, name: text };
  if (!URL.canParse(text)) return 'it is not a valid URL';
  const url = new URL(text);
  if (scheme === 'file') return fileLocation(url);
  if (scheme !== 'http' && scheme !== 'https') return `the scheme ${scheme}:// is not supported (a path, file://, http:// and https:// are)`;
  if (url.username !== '' || url.password !== '') return 'credentials in a URL are not supported';
  return { kind: 'http', url, name: `${url.origin}${url.pathname}` };
}

/** A URL object has encoded the braces of a placeholder. */
function decodePlaceholders(href: string): string {
  return href.replaceAll(/%7B(date|yyyymmdd)%7D/gi, '{$1}');
}

function fileLocation(url: URL): SourceLocation | string {
  try {
    const path = fileURLToPath(url);
    return { kind: 'file', path, name: path };
  } catch {
    return 'it is not a file URL of this machine';
  }
}
