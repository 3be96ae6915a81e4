import type { $ZodCheck, $ZodChecks } from 'zod/v4/core';

import { textOf, type ByteCheck } from '../values/byte-check.js';

/** The bytes of UTF-8 that a character may take. */
const MAX_BYTES = 4;

/**
 * Lengths, and patterns of text that is all ASCII. zod has counted UTF-16 units and counts characters; a yes holds for both: no text has more characters than units, nor more units than bytes.
 */
export function sureText(check: $ZodCheck): ByteCheck | undefined {
  const { def } = (check as $ZodChecks)._zod;
  switch (def.check) {
    case 'max_length':
      return (bytes, start, end) => end - start <= def.maximum || unitsOf(bytes, start, end) <= def.maximum;
    case 'min_length':
      return (bytes, start, end) => end - start >= MAX_BYTES * def.minimum || charactersOf(bytes, start, end) >= def.minimum;
    case 'length_equals':
      return (bytes, start, end) => charactersOf(bytes, start, end) === def.length && unitsOf(bytes, start, end) === def.length;
    case 'string_format':
      return def.format === 'regex' && def.pattern !== undefined && !('fn' in def) ? surePattern(def.pattern) : undefined;
    default:
      return undefined;
  }
}

/** As zod does it, with a copy of the pattern that remembers nothing. */
function surePattern(pattern: RegExp): ByteCheck | undefined {
  if (pattern.sticky) return undefined;
  const own = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  return (bytes, start, end) => isAscii(bytes, start, end) && own.test(textOf(bytes, start, end));
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) > 0x7f) return false;
  return true;
}

function charactersOf(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}

/** Characters that take four bytes are two units. */
function unitsOf(bytes: Uint8Array, start: number, end: number): number {
  let count = charactersOf(bytes, start, end);
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) >= 0xf0) count += 1;
  return count;
}
