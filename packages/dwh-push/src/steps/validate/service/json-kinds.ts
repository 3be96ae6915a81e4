import type { InputForm } from '../../../contract/input-form.js';
import type { Column } from '../../../contract/column.js';
import { textOf } from './json-tokens.js';
import { typePattern } from './type-patterns.js';

/** How values of a column are written in JSON, so that BigQuery and the stream read the same of them. */
export interface JsonKind {
  /** SQL for the value's text as a CSV would have it, given the value's JSON text; NULL where that is none of the column. */
  readonly cell: (token: string) => string;
  /** What a value of another kind begins with, and one such value for the schema to judge. */
  readonly others: readonly { readonly first: string; readonly sample: unknown }[];
  /** SQL that is true where a value of these kinds may be read differently, or where only reading it tells which rule it breaks. */
  readonly doubt: (token: string, cell: string) => string | undefined;
}

const TEXT = { first: '"', sample: '' };
const NUMBER = { first: '[-0-9]', sample: 1 };
const WORD = { first: '[tf]', sample: true };

/** Text that no reader takes for another number: neither -0, nor an integer with a point or an exponent, nor one that a double does not hold. */
const PLAIN_INTEGER = '^(?:0|-?[1-9][0-9]{0,14})$';
const SAFE_INTEGER = '^(?:0|-?[1-9][0-9]{0,15})$';
/** At most 17 digits, which is what a double has. */
const PLAIN_NUMBER = String.raw`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?$`;
const ZERO = String.raw`^-0(?:\.0*)?(?:[eE].*)?$`;
const MOST_DIGITS = 17;

const quoteless = (token: string): string => `REPLACE(${token}, '"', '')`;
const isText = (token: string): string => `STARTS_WITH(${token}, '"')`;
const lacks = (token: string, pattern: string): string => `NOT REGEXP_CONTAINS(${token}, r'${pattern}')`;
const unsafe = (token: string): string => `SAFE_CAST(${token} AS INT64) NOT BETWEEN -9007199254740991 AND 9007199254740991`;

const KINDS: Readonly<Partial<Record<InputForm['kind'], (column: Column) => JsonKind>>> = {
  text: (column) => {
    const pattern = typePattern(column);
    return {
      cell: textOf,
      others: [NUMBER, WORD],
      // Without a backslash the text stands in the file as it would be staged.
      doubt: (token, cell) => (pattern === undefined ? undefined : `${isText(token)} AND (STRPOS(${token}, '\\\\') > 0 OR ${lacks(cell, pattern)})`),
    };
  },
  integer: () => ({
    cell: (token) => token,
    others: [TEXT, WORD],
    doubt: (token) => `REGEXP_CONTAINS(${token}, r'^[-0-9]') AND (${lacks(token, SAFE_INTEGER)} OR ${unsafe(token)})`,
  }),
  bigint: () => ({
    cell: quoteless,
    others: [WORD],
    doubt: (token, cell) => `CASE WHEN ${isText(token)} THEN ${lacks(token, '^"(?:0|-?[1-9][0-9]{0,18})"$')} OR SAFE_CAST(${cell} AS INT64) IS NULL WHEN REGEXP_CONTAINS(${token}, r'^[-0-9]') THEN ${lacks(token, SAFE_INTEGER)} OR ${unsafe(token)} ELSE FALSE END`,
  }),
  number: () => ({
    cell: (token) => token,
    others: [TEXT, WORD],
    doubt: floatDoubt,
  }),
  boolean: () => ({ cell: (token) => token, others: [TEXT, NUMBER], doubt: () => undefined }),
  decimal: (column) => ({
    cell: quoteless,
    others: [WORD],
    // A number may go through a double on its way: only a whole one of few digits is sure to come out as it went in.
    doubt: (token, cell) => `CASE WHEN ${isText(token)} THEN STRPOS(${token}, '\\\\') > 0 OR ${lacks(cell, typePattern(column) as string)} WHEN REGEXP_CONTAINS(${token}, r'^[-0-9]') THEN ${lacks(token, PLAIN_INTEGER)} ELSE FALSE END`,
  }),
};

function floatDoubt(token: string): string {
  return `REGEXP_CONTAINS(${token}, r'^[-0-9]') AND ${token} != '-0.0' AND (${lacks(token, PLAIN_NUMBER)} OR REGEXP_CONTAINS(${token}, r'${ZERO}') OR CHAR_LENGTH(REGEXP_REPLACE(${token}, r'[eE].*|[^0-9]', '')) > ${MOST_DIGITS})`;
}

/** Undefined for values of which SQL does not see how BigQuery reads them. */
export function jsonKind(column: Column, form: InputForm): JsonKind | undefined {
  return KINDS[form.kind]?.(column);
}
