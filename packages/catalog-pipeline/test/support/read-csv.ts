/**
 * A small reader of CSV, independent of the one under test: all records, the header among them. An empty field without quotes is null.
 * Expects LF or CRLF line ends and well-formed quotes.
 */
export function readCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let record: (string | null)[] = [];
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Error('The CSV is not well formed.');
    const [, quoted, plain, end] = match;
    record.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : (plain ?? null)));
    if (end === ',') {
      // A comma at the very end of the text leaves one empty field behind it.
      if (field.lastIndex === text.length) record.push(null);
      else continue;
    }
    records.push(record);
    record = [];
  }
  return records;
}
