/** The address of a view: `#/table/shop/orders`. */
export function address(...words: readonly string[]): string {
  return `#/${words.map(encodeURIComponent).join('/')}`;
}

/** The words of a view's address; those of the start where it is malformed. */
export function wordsOf(hash: string): readonly string[] {
  try {
    return hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  } catch {
    return [''];
  }
}
