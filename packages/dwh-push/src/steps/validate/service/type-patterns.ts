import type { Column, ColumnType } from '../../../contract/column.js';

const YEAR = '(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)';
const LEAP_YEAR = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)';
const DAY_OF_ANY_YEAR = '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))';
const DATE = `(?:${YEAR}-${DAY_OF_ANY_YEAR}|${LEAP_YEAR}-02-29)`;
const MINUTE = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const SECOND = String.raw`:[0-5][0-9](?:\.[0-9]{1,6})?`;
const ZONE = '(?:Z|[-+](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

const PATTERNS: Readonly<Partial<Record<ColumnType, string>>> = {
  INT64: '^(?:0|-?[1-9][0-9]{0,18})$',
  FLOAT64: String.raw`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$`,
  NUMERIC: String.raw`^-?(?:0|[1-9][0-9]{0,28})(?:\.[0-9]{1,9})?$`,
  BOOL: '^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$',
  BYTES: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  DATE: `^${DATE}$`,
  DATETIME: `^${DATE}[T ]${MINUTE}${SECOND}$`,
  TIME: `^${MINUTE}${SECOND}$`,
  TIMESTAMP: `^${DATE}[T ]${MINUTE}(?:${SECOND})?${ZONE}$`,
};

/** What the text of a value looks like, as RE2 and JavaScript both read it: the byte checks of `../values` as patterns, but for ranges. Undefined where any text is a value, and for types that SQL does not check. */
export function typePattern({ type, input }: Pick<Column, 'type' | 'input'>): string | undefined {
  // 2^53 has 16 digits.
  return type === 'INT64' && input === 'number' ? '^(?:0|-?[1-9][0-9]{0,15})$' : PATTERNS[type];
}

/** What a pattern cannot say of a value's range: SQL that is true where the text, which has its pattern, is out of it. */
export function outOfRange({ type, input }: Pick<Column, 'type' | 'input'>, cell: string): string | undefined {
  if (type !== 'INT64') return undefined;
  return input === 'number' ? `ABS(SAFE_CAST(${cell} AS INT64)) > 9007199254740991` : `SAFE_CAST(${cell} AS INT64) IS NULL`;
}

/** SQL that is true where only reading the text tells whether it is a value: numbers near the ends of FLOAT64, instants that an offset may carry out of the calendar. */
export function inDoubt({ type }: Pick<Column, 'type'>, cell: string): string | undefined {
  if (type === 'FLOAT64') return `CHAR_LENGTH(${cell}) > 100 OR REGEXP_CONTAINS(${cell}, r'[eE][-+]?[0-9]{3}')`;
  return type === 'TIMESTAMP' ? `REGEXP_CONTAINS(${cell}, r'^(?:0001|9999).*[^Z]$')` : undefined;
}
