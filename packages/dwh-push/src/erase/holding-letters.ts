import type { QueryParameter } from '../ports/jobs.js';
import { bytePattern, numberBytePattern, numberPattern, textPattern } from './written-forms.js';

/**
 * SQL: whether one of the values occurs in a dead letter, which is a whole record in whatever form its source had. What may hold a value goes, rather too much than too little.
 * Bytes that are no text are looked at as hexadecimal digits, two by two.
 */
export const HOLDS_A_VALUE = [
  "EXISTS (SELECT 1 FROM UNNEST(@texts) AS text WHERE STRPOS(COALESCE(raw, ''), text) > 0)",
  "EXISTS (SELECT 1 FROM UNNEST(@patterns) AS pattern WHERE REGEXP_CONTAINS(COALESCE(raw, ''), pattern))",
  "EXISTS (SELECT 1 FROM UNNEST(@bytes) AS pattern WHERE REGEXP_CONTAINS(COALESCE(TO_HEX(FROM_BASE64(raw_base64)), ''), pattern))",
].join(' OR ');

/** A request is at most 10 MB. https://docs.cloud.google.com/bigquery/quotas#query_jobs */
const MAX_CHARACTERS = 2_000_000;

/** The parameters of as many statements as it takes. */
export function holdingParameters(values: readonly string[], type: 'STRING' | 'INT64'): QueryParameter[][] {
  const groups: { texts: string[]; patterns: string[]; bytes: string[] }[] = [];
  let room = 0;
  for (const value of new Set(values)) {
    const forms = type === 'STRING' ? { texts: [value, value.replaceAll('"', '""')], pattern: textPattern(value), bytes: bytePattern(value) } : { texts: [], pattern: numberPattern(value), bytes: numberBytePattern(value) };
    const size = forms.pattern.length + forms.bytes.length + forms.texts.join('').length;
    if (size > room) {
      groups.push({ texts: [], patterns: [], bytes: [] });
      room = MAX_CHARACTERS;
    }
    room -= size;
    const group = groups.at(-1) as (typeof groups)[number];
    group.texts.push(...forms.texts);
    group.patterns.push(forms.pattern);
    group.bytes.push(forms.bytes);
  }
  return groups.map((group) => Object.entries(group).map(([name, value]) => ({ name, type: 'STRING', value: [...new Set(value)] })));
}
