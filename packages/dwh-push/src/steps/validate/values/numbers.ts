import { MINUS, PLUS, POINT, ZERO, skipDigits, textOf, type ByteCheck } from './byte-check.js';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Where the whole part of a number ends: digits without a needless 0 in front; -1 where there are none. */
function wholePart(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const after = skipDigits(bytes, first, end);
  if (after === first || (bytes[first] === ZERO && after > first + 1)) return -1;
  return after;
}

/** A whole number of 64 bits. `-0` would come back as `0`. */
export const isInt64: ByteCheck = (bytes, start, end) => {
  if (wholePart(bytes, start, end) !== end) return false;
  if (bytes[start] === MINUS && bytes[start + 1] === ZERO) return false;
  if (end - start < 19) return true;
  if (end - start > 20) return false;
  const value = BigInt(textOf(bytes, start, end));
  return value >= INT64_MIN && value <= INT64_MAX;
};

/** A whole number that a JavaScript number holds exactly. */
export const isSafeInteger: ByteCheck = (bytes, start, end) => isInt64(bytes, start, end) && (end - start < 16 || Number.isSafeInteger(Number(textOf(bytes, start, end))));

/** A finite number: `-1.5`, `1e-7`. */
export const isFloat64: ByteCheck = (bytes, start, end) => {
  let at = wholePart(bytes, start, end);
  if (at === -1) return false;
  if (at < end && bytes[at] === POINT) {
    const after = skipDigits(bytes, at + 1, end);
    if (after === at + 1) return false;
    at = after;
  }
  if (at < end && ((bytes[at] as number) | 0x20) === 0x65) {
    const first = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS ? at + 2 : at + 1;
    at = skipDigits(bytes, first, end);
    if (at === first) return false;
    return at === end && Number.isFinite(Number(textOf(bytes, start, end)));
  }
  return at === end && (end - start < 300 || Number.isFinite(Number(textOf(bytes, start, end))));
};

/** A decimal number of up to 29 digits before the point and 9 behind it. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types#decimal_types */
export const isNumeric: ByteCheck = (bytes, start, end) => {
  const after = wholePart(bytes, start, end);
  if (after === -1 || after - start - (bytes[start] === MINUS ? 1 : 0) > 29) return false;
  if (after === end) return true;
  const fraction = skipDigits(bytes, after + 1, end);
  return bytes[after] === POINT && fraction === end && fraction - after > 1 && fraction - after <= 10;
};

/** BIGNUMERIC is a whole number of 256 bits, counted in units of the 38th digit behind the point. */
const BIGNUMERIC_LIMIT = 2n ** 255n;
const BIGNUMERIC_SCALE = 38;

/** A decimal number of up to 38 digits behind the point, between -2^255 and 2^255 - 1 of its smallest units. */
export const isBignumeric: ByteCheck = (bytes, start, end) => {
  const after = wholePart(bytes, start, end);
  if (after === -1 || after - start > 40) return false;
  const fraction = after === end ? end : skipDigits(bytes, after + 1, end);
  if (fraction !== end || (after < end && (bytes[after] !== POINT || fraction === after + 1)) || fraction - after - 1 > BIGNUMERIC_SCALE) return false;
  if (after - start < 38) return true;
  const units = BigInt(textOf(bytes, start, after) + textOf(bytes, Math.min(after + 1, end), end).padEnd(BIGNUMERIC_SCALE, '0'));
  return units >= -BIGNUMERIC_LIMIT && units < BIGNUMERIC_LIMIT;
};
