import { MINUS, POINT, ZERO } from './byte-check.js';

const MAX_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The number that decimal text is, as `Number()` reads it; NaN for text of more than 15 digits or with an exponent. Up to there the digits make a whole number and a power of ten that a double
 * holds exactly, and one division of the two is rounded once, as reading the text is.
 */
export function shortNumber(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let digits = 0;
  let whole = 0;
  let point = -1;
  for (let at = negative ? start + 1 : start; at < end; at += 1) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digits += 1;
    } else if (bytes[at] === POINT && point === -1) point = at;
    else return Number.NaN;
  }
  if (digits === 0 || digits > MAX_DIGITS) return Number.NaN;
  const number = point === -1 ? whole : whole / (POWERS_OF_TEN[end - point - 1] as number);
  return negative ? -number : number;
}
