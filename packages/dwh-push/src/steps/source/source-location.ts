import { fileURLToPath } from 'node:url';

import type { PartitionTime } from '../../partition/partition-time.js';
import { BUCKET_NAME } from '../../shared/bucket-name.js';
import { decodePlaceholders, expandPlaceholders } from './expand-placeholders.js';
import type { GivenSource } from './given-source.js';
import { s3Url } from './s3-url.js';

/** A URL to fetch. `s3`: of an object in a public bucket. */
export interface HttpLocation {
  readonly kind: 'http' | 's3';
  readonly url: URL;
  readonly name: string;
}

/** An object of Cloud Storage, or those that one `*` in `object` names. */
export interface GsLocation {
  readonly kind: 'gs';
  readonly bucket: string;
  readonly object: string;
  readonly name: string;
}

/** Where a source is: a file on this machine, an object or a URL. */
export type NamedLocation = { readonly kind: 'file'; readonly path: string; readonly name: string } | HttpLocation | GsLocation;

/** Where a source is, or the bytes themselves. */
export type SourceLocation = NamedLocation | GivenSource;

/**
 * Reads what a caller wrote as `source`. Placeholders such as `{date}` become the partition's time.
 *
 * @returns the location, or what is wrong with it.
 */
export function locateSource(source: string | URL, partition: PartitionTime | undefined): NamedLocation | string {
  const written = source instanceof URL ? decodePlaceholders(source.href) : source;
  if (written === '') return 'it is empty';
  const expanded = expandPlaceholders(written, partition);
  if ('complaint' in expanded) return expanded.complaint;
  const { text } = expanded;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text.includes('\0') ? 'it holds a NUL character' : { kind: 'file', path: text, name: text };
  if (scheme === 'gs' || scheme === 's3') return objectLocation(scheme, source instanceof URL ? decodePath(text) : text);
  if (!URL.canParse(text)) return 'it is not a valid URL';
  const url = new URL(text);
  if (scheme === 'file') return fileLocation(url);
  if (scheme !== 'http' && scheme !== 'https') return `the scheme ${scheme}:// is not supported (a path, file://, http://, https://, gs:// and s3:// are)`;
  if (url.username !== '' || url.password !== '') return 'credentials in a URL are not supported';
  return { kind: 'http', url, name: `${url.origin}${url.pathname}` };
}

function fileLocation(url: URL): NamedLocation | string {
  try {
    const path = fileURLToPath(url);
    return { kind: 'file', path, name: path };
  } catch {
    return 'it is not a file URL of this machine';
  }
}

/** Names of objects are taken as they are written: `?`, `#` and `%` are characters of the name. */
function objectLocation(kind: 'gs' | 's3', text: string): NamedLocation | string {
  const [, bucket, object] = /^[^:]+:\/\/([^/]*)\/?([^]*)$/.exec(text) as unknown as [string, string, string];
  const name = `${kind}://${bucket}/${object}`;
  if (bucket.includes('@')) return 'credentials in a URL are not supported';
  if (!BUCKET_NAME.test(bucket)) return `it names no bucket: write ${kind}://bucket/object`;
  if (object === '') return 'it names a bucket and no object in it';
  if (/[\0\r\n]/.test(object)) return 'the name of an object holds no control characters';
  if (kind === 'gs') return object.split('*').length > 2 ? 'it has more than one *' : { kind, bucket, object, name };
  if (object.includes('*')) return 'a * is for gs:// only';
  if (object.split('/').some((segment) => segment === '.' || segment === '..')) return 'an object with . or .. in its path cannot be named over https';
  return { kind, url: s3Url(bucket, object), name };
}

/** A URL object has encoded what a name may hold. */
function decodePath(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
