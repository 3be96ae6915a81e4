import type { QueryParameter } from '../ports/jobs.js';

/**
 * SQL: whether one of the values occurs in a dead letter, which is a whole record in whatever form its source had. What holds a value anywhere goes; a number counts only where it is not part of a longer one.
 * Bytes that are no text are looked at as hexadecimal digits, two by two.
 */
export const HOLDS_A_VALUE = [
  "EXISTS (SELECT 1 FROM UNNEST(@texts) AS text WHERE STRPOS(COALESCE(raw, ''), text) > 0)",
  "EXISTS (SELECT 1 FROM UNNEST(@patterns) AS pattern WHERE REGEXP_CONTAINS(COALESCE(raw, ''), pattern))",
  "EXISTS (SELECT 1 FROM UNNEST(@bytes) AS pattern WHERE REGEXP_CONTAINS(COALESCE(TO_HEX(FROM_BASE64(raw_base64)), ''), pattern))",
].join(' OR ');

/** Two hexadecimal digits that are not those of `0` to `9`. */
const NO_DIGIT = '(?:[0-24-9a-f].|3[a-f])';

export function holdingParameters(values: readonly string[], type: 'STRING' | 'INT64'): QueryParameter[] {
  const texts = type === 'STRING' ? values.flatMap(writtenForms) : [];
  const patterns = type === 'INT64' ? values.map((value) => `(?:^|[^0-9])${value}(?:[^0-9]|$)`) : [];
  const bytes = type === 'STRING' ? texts.map((text) => `^(?:..)*${hex(text)}`) : values.map((value) => `^(?:(?:..)*${NO_DIGIT})?${hex(value)}(?:${NO_DIGIT}|$)`);
  return Object.entries({ texts, patterns, bytes }).map(([name, value]) => ({ name, type: 'STRING', value: [...new Set(value)] }));
}

/** How a text may stand in a record: as it is, with the quotes of CSV doubled, with the escapes of JSON. */
function writtenForms(value: string): readonly string[] {
  return [value, value.replaceAll('"', '""'), JSON.stringify(value).slice(1, -1)];
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
