/** `1,234,567`; a dash for what is not known. */
export function count(value: string | bigint | undefined): string {
  return value === undefined ? '–' : BigInt(value).toLocaleString('en');
}

/** `1 row`, `1,234 rows`. */
export function rowCount(value: string | bigint | undefined): string {
  const text = count(value);
  return `${text} ${text === '1' ? 'row' : 'rows'}`;
}
