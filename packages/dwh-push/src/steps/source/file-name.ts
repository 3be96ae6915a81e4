/** The last segment of a path or object name; undefined where it ends with a slash. */
export function fileNameOf(path: string): string | undefined {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last === '' ? undefined : last;
}

/** `text/csv` of `Text/CSV; charset=utf-8`. */
export function mediaTypeOf(contentType: string | null | undefined): string | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return type === '' ? undefined : type;
}
