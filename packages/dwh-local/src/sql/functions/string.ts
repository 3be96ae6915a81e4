import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { raise } from '../emit/raise.js';
import { native, refused, signature, type Family } from './signature.js';

/** What TRIM removes unless told otherwise: Unicode's White_Space. */
const BLANKS = quoteString('\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000');

const trim = (name: string) => [signature('STRING, STRING? -> STRING', (text, characters) => `${name}(${text}, ${characters ?? BLANKS})`)];

/** A position of 0, or left of the text, is its first character; DuckDB would count from before it. */
function substr(text: string, position: string, length?: string): string {
  return bind(length === undefined ? [text, position] : [text, position, length], (s, p, n) => {
    const start = `CASE WHEN ${p} = 0 OR ${p} < -length(${s}) THEN 1 ELSE ${p} END`;
    if (n === undefined) return `substring(${s}, ${start})`;
    return `CASE WHEN ${n} < 0 THEN ${raise('Third argument in SUBSTR() cannot be negative')} ELSE substring(${s}, ${start}, ${n}) END`;
  });
}

function pad(name: 'lpad' | 'rpad') {
  return [signature('STRING, INT64, STRING? -> STRING', (text, length, pattern) => bind([text, length, pattern ?? "' '"], (s, n, p) =>
    `CASE WHEN ${n} < 0 THEN ${raise(`Second argument in ${name.toUpperCase()} cannot be negative`)} WHEN ${p} = '' THEN ${raise(`Third argument in ${name.toUpperCase()} cannot be empty`)} ELSE ${name}(${s}, CAST(${n} AS INTEGER), ${p}) END`))];
}

function end(name: 'left' | 'right') {
  return [signature('STRING, INT64 -> STRING', (text, length) => bind([text, length], (s, n) => `CASE WHEN ${n} < 0 THEN ${raise(`Second argument in ${name.toUpperCase()} cannot be negative`)} ELSE ${name}(${s}, ${n}) END`))];
}

function instr(text: string, wanted: string, position?: string): string {
  if (position === undefined) return `strpos(${text}, ${wanted})`;
  return bind([text, wanted, position], (s, w, p) => {
    const tail = `strpos(substring(${s}, ${p}), ${w})`;
    return `CASE WHEN ${p} <= 0 THEN ${raise('Unsupported: INSTR with a position below 1')} WHEN ${tail} = 0 THEN CAST(0 AS BIGINT) ELSE ${tail} + ${p} - 1 END`;
  });
}

const substrings = [
  signature('STRING, INT64, INT64? -> STRING', substr),
];
const lengths = [native('STRING -> INT64', 'length')];
const startsWith = [native('STRING, STRING -> BOOL', 'starts_with')];

export const STRING_FUNCTIONS: Family = {
  ASCII: [signature('STRING -> INT64', (text) => bind([text], (s) => `CASE WHEN ${s} = '' THEN CAST(0 AS BIGINT) WHEN unicode(${s}) > 127 THEN ${raise('Non-ASCII character in ASCII')} ELSE CAST(unicode(${s}) AS BIGINT) END`))],
  BYTE_LENGTH: [signature('STRING -> INT64', (text) => `CAST(strlen(${text}) AS BIGINT)`), native('BYTES -> INT64', 'octet_length')],
  CHAR_LENGTH: lengths,
  CHARACTER_LENGTH: lengths,
  CHR: [signature('INT64 -> STRING', (code) => bind([code], (c) => `CASE WHEN ${c} = 0 THEN '' ELSE chr(CAST(${c} AS INTEGER)) END`))],
  CONCAT: [signature('STRING* -> STRING', (...parts) => `(${parts.join(' || ')})`), signature('BYTES* -> BYTES', (...parts) => `(${parts.join(' || ')})`)],
  ENDS_WITH: [native('STRING, STRING -> BOOL', 'ends_with')],
  FROM_BASE64: [native('STRING -> BYTES', 'from_base64')],
  FROM_HEX: [signature('STRING -> BYTES', (text) => bind([text], (s) => `from_hex(CASE WHEN length(${s}) % 2 = 1 THEN '0' || ${s} ELSE ${s} END)`))],
  INSTR: [signature('STRING, STRING, INT64? -> INT64', instr), refused('STRING, STRING, INT64, INT64 -> INT64', 'INSTR with an occurrence')],
  LEFT: end('left'),
  LENGTH: [...lengths, native('BYTES -> INT64', 'octet_length')],
  LOWER: [native('STRING -> STRING', 'lower')],
  LPAD: pad('lpad'),
  LTRIM: trim('ltrim'),
  NORMALIZE: [native('STRING -> STRING', 'nfc_normalize')],
  OCTET_LENGTH: [signature('STRING -> INT64', (text) => `CAST(strlen(${text}) AS BIGINT)`), native('BYTES -> INT64', 'octet_length')],
  REPEAT: [signature('STRING, INT64 -> STRING', (text, times) => bind([text, times], (s, n) => `CASE WHEN ${n} < 0 THEN ${raise('Second argument in REPEAT cannot be negative')} ELSE repeat(${s}, ${n}) END`))],
  REPLACE: [signature('STRING, STRING, STRING -> STRING', (text, from, to) => bind([text, from, to], (s, f, t) => `CASE WHEN ${f} = '' AND ${t} IS NOT NULL THEN ${s} ELSE replace(${s}, ${f}, ${t}) END`))],
  // DuckDB's reverse() keeps grapheme clusters together.
  REVERSE: [signature('STRING -> STRING', (text) => `array_to_string(list_reverse(string_split(${text}, '')), '')`)],
  RIGHT: end('right'),
  RPAD: pad('rpad'),
  RTRIM: trim('rtrim'),
  SPLIT: [signature('STRING, STRING? -> ARRAY<STRING>', (text, delimiter) => (delimiter === undefined ? `string_split(${text}, ',')` : bind([text, delimiter], (whole, by) => `CASE WHEN ${by} IS NOT NULL THEN string_split(${whole}, ${by}) END`)))],
  STARTS_WITH: startsWith,
  STRPOS: [native('STRING, STRING -> INT64', 'strpos')],
  SUBSTR: substrings,
  SUBSTRING: substrings,
  TO_BASE64: [native('BYTES -> STRING', 'to_base64')],
  TO_HEX: [signature('BYTES -> STRING', (bytes) => `lower(hex(${bytes}))`)],
  TRIM: trim('trim'),
  UNICODE: [signature('STRING -> INT64', (text) => bind([text], (s) => `CASE WHEN ${s} = '' THEN CAST(0 AS BIGINT) ELSE CAST(unicode(${s}) AS BIGINT) END`))],
  // DuckDB maps one character to one; of the letters that become two, the sharp s is the one that texts have.
  UPPER: [signature('STRING -> STRING', (text) => `upper(replace(${text}, 'ß', 'SS'))`)],
};
