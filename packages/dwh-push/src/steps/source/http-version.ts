/** What a server said of a file when it was first asked, as far as it helps to ask for the rest of the same file later. */
export interface HttpVersion {
  /** Bytes. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  /** When it was changed last, as the server wrote it. */
  readonly modified: string | undefined;
  /** The header that makes a request for the rest fail where the file has changed; undefined where the server gave nothing to hold it to. */
  readonly unchanged: Readonly<Record<string, string>> | undefined;
}

/**
 * A weak ETag does not promise the same bytes; nor does a time of change within the second before the answer. RFC 9110, sections 8.8.1 and 8.8.2.2:
 * https://www.rfc-editor.org/rfc/rfc9110#section-8.8
 */
export function versionOf({ headers }: Response): HttpVersion {
  const length = headers.get('content-length');
  const written = headers.get('etag');
  const etag = written !== null && written.startsWith('"') ? written : undefined;
  const modified = headers.get('last-modified');
  const settled = modified !== null && Date.parse(headers.get('date') ?? '') - Date.parse(modified) >= 1000;
  return {
    size: length === null ? undefined : Number(length),
    etag,
    modified: modified ?? undefined,
    unchanged: etag !== undefined ? { 'if-match': etag } : settled ? { 'if-unmodified-since': modified } : undefined,
  };
}

/** Of `Content-Range: bytes 7-11/12`. Undefined also where the server does not know the size: then the end could not be told from a break. */
export function contentRange({ headers }: Response): { readonly start: number; readonly size: number } | undefined {
  const match = /^bytes (\d+)-\d+\/(\d+)$/i.exec(headers.get('content-range') ?? '');
  return match === null ? undefined : { start: Number(match[1]), size: Number(match[2]) };
}
