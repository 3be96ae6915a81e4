import { cellText, isAbsent } from '../batch/cell.js';
import { parseJson } from '../batch/parse-json.js';
import type { Row } from '../batch/row-batch.js';
import { valuesOfText } from '../batch/values-text.js';
import type { Contract } from '../contract/contract.js';
import { COMMA_CSV } from '../steps/decode/csv-dialect.js';
import { CsvTokenizer } from '../steps/decode/csv-tokenizer.js';
import type { Letter } from './letter.js';

/** The record of a letter as a row again; undefined where it never was one, or its columns are not the contract's any more. */
export function rowOfLetter({ raw, format, columns }: Letter, contract: Contract): Row | undefined {
  if (raw === null) return undefined;
  if (format === 'csv') return csvRow(raw, columns, contract);
  return format === 'json' ? jsonRow(raw) : valuesRow(raw);
}

function jsonRow(raw: string): Row | undefined {
  try {
    return { value: parseJson(raw) };
  } catch {
    return undefined;
  }
}

function valuesRow(raw: string): Row | undefined {
  try {
    return { value: valuesOfText(raw) };
  } catch {
    return undefined;
  }
}

function csvRow(raw: string, columns: readonly string[], contract: Contract): Row | undefined {
  const names = contract.columns.map(({ name }) => name);
  if (columns.length === 0 || columns.some((column) => !names.includes(column))) return undefined;
  const bytes = Buffer.from(raw);
  const batch = new CsvTokenizer(columns.length, COMMA_CSV).tokenize(bytes, true, 1, 0);
  // A single empty field is a record of one column, and nothing to the tokenizer where it stands alone.
  if (batch.records !== 1 || batch.malformed.length > 0 || batch.consumed !== bytes.length) return undefined;
  return {
    cells: names.map((name) => {
      const field = columns.indexOf(name);
      return field === -1 || isAbsent(batch, field) ? undefined : cellText(batch, field);
    }),
  };
}
