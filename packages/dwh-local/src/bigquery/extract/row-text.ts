import type { DuckDBValue } from '@duckdb/node-api';

import { formatRow, type Cell } from '../rows/format-value.js';
import type { Field } from '../schema/field.js';

/** A row as a line of a file, with its line end. */
export type RowText = (values: readonly DuckDBValue[], fields: readonly Field[]) => string;

const MICROS = { int64Timestamp: true };

/** RFC 4180 with LF: NULL is nothing, an empty text is two quotes. */
export function csvRow(delimiter: string): RowText {
  return (values, fields) => {
    const { f } = formatRow(values, fields, MICROS);
    return `${fields.map((field, index) => csvField(f[index]?.v, field, delimiter)).join(delimiter)}\n`;
  };
}

/** The first line of a CSV file. */
export function csvHeader(fields: readonly Field[], delimiter: string): string {
  return `${fields.map((field) => quoted(field.name, delimiter)).join(delimiter)}\n`;
}

function csvField(value: unknown, field: Field, delimiter: string): string {
  if (value === null || value === undefined) return '';
  return quoted(scalarText(String(value), field), delimiter);
}

function quoted(text: string, delimiter: string): string {
  return text === '' || text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One JSON object: what is NULL is left out, and numbers of 64 bits or more are texts. */
export const jsonRow: RowText = (values, fields) => `${record(formatRow(values, fields, MICROS).f, fields)}\n`;

function record(cells: readonly Cell[], fields: readonly Field[]): string {
  const members = fields.flatMap((field, index) => {
    const value = cells[index]?.v;
    return value === null || value === undefined ? [] : [`${JSON.stringify(field.name)}:${jsonValue(value, field)}`];
  });
  return `{${members.join(',')}}`;
}

function jsonValue(value: unknown, field: Field): string {
  if (field.mode === 'REPEATED') return `[${(value as Cell[]).map((cell) => jsonValue(cell.v, { ...field, mode: 'NULLABLE' })).join(',')}]`;
  if (field.type === 'RECORD') return record((value as { f: Cell[] }).f, field.fields ?? []);
  const text = String(value);
  if (field.type === 'BOOLEAN' || field.type === 'JSON') return text;
  if (field.type === 'FLOAT' && Number.isFinite(Number(text))) return JSON.stringify(Number(text));
  return JSON.stringify(scalarText(text, field));
}

function scalarText(text: string, field: Field): string {
  return field.type === 'TIMESTAMP' ? timestampText(BigInt(text)) : text;
}

/** `2021-04-03 10:00:00.5 UTC`, from microseconds since the epoch. */
function timestampText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1_000n)).toISOString().slice(0, -5).replace('T', ' ');
  return `${seconds}${fraction === 0n ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`} UTC`;
}
