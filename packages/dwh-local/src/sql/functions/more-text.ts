import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { raise } from '../emit/raise.js';
import { native, signature, type Family } from './signature.js';

/** What INITCAP takes for the end of a word unless told otherwise. */
const WORD_ENDS = quoteString(' \t\n\r\f\v[](){}/|<>!?@"^#$&~_,.:;*%+-');

function initcap(text: string, ends: string): string {
  // Each character with the one before it.
  return bind([text, ends], (s, e) => `CASE WHEN ${s} IS NOT NULL AND ${e} IS NOT NULL THEN array_to_string(list_transform(string_split(${s}, ''), lambda c, i: CASE WHEN i = 1 OR contains(${e}, substring(${s}, i - 1, 1)) THEN upper(c) ELSE lower(c) END), '') END`);
}

const DIGITS = String.raw`[0-9,]*\.?[0-9]*(?:[eE][+-]?[0-9]+)?`;
/** With spaces around, commas anywhere before the point, and one sign on either side. */
const LENIENT_NUMBER = String.raw`^\s*(?:[+-]?\s*${DIGITS}|${DIGITS}\s*[+-])\s*$`;

/** `12-` as `-12`, and without a plus. */
function signFirst(sql: string): string {
  return `ltrim(regexp_replace(${sql}, '^(.*)([+-])$', '\\2\\1'), '+')`;
}

export const MORE_TEXT_FUNCTIONS: Family = {
  CODE_POINTS_TO_STRING: [signature('ARRAY<INT64> -> STRING', (codes) => bind([codes], (list) => `CASE WHEN ${list} IS NULL OR len(list_filter(${list}, lambda c: c IS NULL)) > 0 THEN NULL ELSE array_to_string(list_transform(${list}, lambda c: CASE WHEN c < 0 OR c > 1114111 OR c BETWEEN 55296 AND 57343 THEN ${raise('Invalid codepoint ', 'c')} ELSE chr(CAST(c AS INTEGER)) END), '') END`))],
  EDIT_DISTANCE: [native('STRING, STRING -> INT64', 'levenshtein')],
  INITCAP: [signature('STRING -> STRING', (text) => initcap(text, WORD_ENDS)), signature('STRING, STRING -> STRING', initcap)],
  PARSE_NUMERIC: [signature('STRING -> NUMERIC', (text) => bind([text], (t) => bind([`CASE WHEN regexp_matches(${t}, ${quoteString(LENIENT_NUMBER)}) THEN TRY_CAST(${signFirst(`regexp_replace(${t}, '[\\s,]', '', 'g')`)} AS DECIMAL(38,9)) END`, t], (value, input) => `CASE WHEN ${value} IS NULL AND ${input} IS NOT NULL THEN ${raise('Invalid NUMERIC value: ', input)} ELSE ${value} END`)))],
  SAFE_CONVERT_BYTES_TO_STRING: [signature('BYTES -> STRING', (bytes) => `readable_text(${bytes})`)],
  TO_CODE_POINTS: [signature('STRING -> ARRAY<INT64>', (text) => bind([text], (s) => `CASE WHEN ${s} = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split(${s}, ''), lambda c: CAST(unicode(c) AS BIGINT)) END`))],
  TRANSLATE: [signature('STRING, STRING, STRING -> STRING', (text, from, to) => bind([text, from, to], (s, f, t) => `CASE WHEN len(list_distinct(string_split(${f}, ''))) < length(${f}) THEN ${raise('Duplicate character in TRANSLATE source characters')} ELSE translate(${s}, ${f}, ${t}) END`))],
};
