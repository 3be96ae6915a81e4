import { isUtf8 } from 'node:buffer';

import { DwhPushError } from '../../errors.js';
import type { CsvDialect } from './csv-dialect.js';

const LF = 0x0a;
const CR = 0x0d;
/** https://docs.cloud.google.com/bigquery/quotas#all_tables */
const MAX_COLUMNS = 10_000;

/** The names in a header line, or undefined where `bytes` does not hold all of it yet. `consumed` counts the line ending too. */
export function readHeader(bytes: Buffer, final: boolean, dialect: CsvDialect, source: string): { names: readonly string[]; consumed: number } | undefined {
  const names: string[] = [];
  let position = 0;
  for (;;) {
    const field = readName(bytes, position, dialect);
    if (field === 'incomplete') {
      if (!final) return undefined;
      throw new DwhPushError('DECODE_HEADER_MISMATCH', `The header line of ${source} has a quote that is never closed.`);
    }
    names.push(field.name);
    if (names.length > MAX_COLUMNS) throw new DwhPushError('DECODE_HEADER_MISMATCH', `The header line of ${source} has more than ${MAX_COLUMNS} fields.`);
    position = field.end;
    if (position === bytes.length) return final ? { names, consumed: position } : undefined;
    if (bytes[position] === dialect.delimiter) {
      position += 1;
      continue;
    }
    if (bytes[position] === LF) return { names, consumed: position + 1 };
    if (bytes[position] === CR && bytes[position + 1] === LF) return { names, consumed: position + 2 };
    if (bytes[position] === CR && position + 1 === bytes.length && !final) return undefined;
    throw new DwhPushError('DECODE_HEADER_MISMATCH', `The header line of ${source} has text behind a closing quote, or a bare carriage return.`);
  }
}

function readName(bytes: Buffer, from: number, { delimiter, quote, encoding }: CsvDialect): { name: string; end: number } | 'incomplete' {
  if (bytes[from] !== quote) {
    let end = from;
    while (end < bytes.length && bytes[end] !== delimiter && bytes[end] !== LF && bytes[end] !== 0x0d) end += 1;
    return { name: text(bytes, from, end, encoding), end };
  }
  let closing = bytes.indexOf(quote, from + 1);
  while (closing !== -1 && bytes[closing + 1] === quote) closing = bytes.indexOf(quote, closing + 2);
  if (closing === -1) return 'incomplete';
  const mark = String.fromCharCode(quote);
  return { name: text(bytes, from + 1, closing, encoding).replaceAll(mark + mark, mark), end: closing + 1 };
}

function text(bytes: Buffer, from: number, to: number, encoding: CsvDialect['encoding']): string {
  const part = bytes.subarray(from, to);
  if (encoding === 'latin1') return part.toString('latin1');
  if (!isUtf8(part)) throw new DwhPushError('DECODE_UNSUPPORTED', 'The header line is not UTF-8.');
  return part.toString('utf8');
}

/** Whether bytes begin with a header line in this dialect that names exactly these columns. */
export function sameColumns(bytes: Buffer, final: boolean, dialect: CsvDialect, columns: readonly string[]): boolean {
  try {
    const header = readHeader(withoutBom(bytes), final, dialect, '');
    return header !== undefined && header.names.length === columns.length && new Set(header.names).size === columns.length && columns.every((column) => header.names.includes(column));
  } catch (error) {
    if (DwhPushError.isInstance(error)) return false;
    throw error;
  }
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export function withoutBom(bytes: Buffer): Buffer {
  return bytes.subarray(0, BOM.length).equals(BOM) ? bytes.subarray(BOM.length) : bytes;
}

/**
 * Which field of the source each column of the contract is. Columns go by name, in any order.
 *
 * @throws DwhPushError `DECODE_HEADER_MISMATCH` with every difference.
 */
export function matchHeader(names: readonly string[], columns: readonly string[], source: string, delimiter = ','): readonly number[] {
  const expected = new Set(columns);
  const missing = columns.filter((column) => !names.includes(column));
  const unexpected = names.filter((name) => !expected.has(name)).length;
  const twice = [...expected].filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  const differences = [
    ...(missing.length > 0 ? [`without ${missing.map((name) => `"${name}"`).join(', ')}`] : []),
    // The names themselves may be data where a file has no header line at all.
    ...(unexpected > 0 ? [`with ${unexpected} ${unexpected === 1 ? 'name that is' : 'names that are'} not in the contract (${places(names, expected)})`] : []),
    ...(twice.length > 0 ? [`with ${twice.map((name) => `"${name}"`).join(', ')} more than once`] : []),
  ];
  if (differences.length > 0) throw new DwhPushError('DECODE_HEADER_MISMATCH', `The header line of ${source} does not match the contract: it is ${differences.join(', ')}.${headerHint(names, columns, delimiter)}`);
  return columns.map((column) => names.indexOf(column));
}

/** What the likely mistake is, where one can be seen. */
function headerHint(names: readonly string[], columns: readonly string[], delimiter: string): string {
  const same = (found: readonly string[]) => found.length === columns.length && columns.every((column) => found.some((name) => name.toLowerCase() === column.toLowerCase()));
  const other = [';', '\t', '|', ','].find((candidate) => candidate !== delimiter && names.length === 1 && same((names[0] as string).split(candidate).map((name) => name.replace(/^"(.*)"$/, '$1'))));
  if (other !== undefined && columns.length > 1) return ` Its fields seem to be separated by ${JSON.stringify(other)}: say so with { csv: { delimiter: ${JSON.stringify(other)} } }.`;
  return same(names) ? ' Its names differ from those of the columns only in their case.' : '';
}

function places(names: readonly string[], expected: ReadonlySet<string>): string {
  const found = names.flatMap((name, index) => (expected.has(name) ? [] : [index + 1]));
  return `${found.length === 1 ? 'field' : 'fields'} ${found.slice(0, 10).join(', ')}${found.length > 10 ? ', ...' : ''}`;
}
