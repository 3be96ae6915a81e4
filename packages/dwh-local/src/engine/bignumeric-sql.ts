/**
 * A BIGNUMERIC in storage: a text of 78 digits that sorts, and is equal, as the number does. The first is 1, or 0 below zero; then 39 digits before
 * the point and 38 behind it, each taken from 9 where the number is below zero. DuckDB's own decimals end at 38 digits.
 */
const INTEGER_DIGITS = 39;
const FRACTION_DIGITS = 38;
/** 2^255, the size that no value has, but the least one. */
const BOUND = (2n ** 255n).toString();
const ZERO = '0'.repeat(INTEGER_DIGITS + FRACTION_DIGITS);
const DIGITS = '0123456789';
const COMPLEMENTS = '9876543210';

/** What `bignumericKeySql` reads: a decimal number, with an exponent of up to three digits. */
export const BIGNUMERIC_TEXT = String.raw`[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?`;

/** SQL for the stored form of a text that `BIGNUMERIC_TEXT` matches; NULL where it has more digits than the type. */
export function bignumericKeySql(text: string): string {
  const exponent = `coalesce(TRY_CAST(regexp_extract(n, '[eE]([+-]?[0-9]+)$', 1) AS INTEGER), 0)`;
  const parts = `struct_pack(neg := starts_with(n, '-'), i := regexp_extract(n, '^[+-]?([0-9]*)', 1), f := regexp_extract(n, '^[+-]?[0-9]*\\.([0-9]*)', 1), e := ${exponent})`;
  // `p` is where the point is in the digits `d`; it may be before or behind them.
  const digits = `struct_pack(neg := n.neg, d := n.i || n.f, p := len(n.i) + n.e)`;
  const whole = `CASE WHEN n.p <= 0 THEN '' ELSE ltrim(left(rpad(n.d, greatest(n.p, len(n.d))::INTEGER, '0'), n.p), '0') END`;
  const fraction = `CASE WHEN n.p <= 0 THEN rtrim(repeat('0', -n.p) || n.d, '0') ELSE rtrim(substr(n.d, n.p + 1), '0') END`;
  const sides = `struct_pack(neg := n.neg, w := ${whole}, f := ${fraction})`;
  const fits = `len(n.w) <= ${INTEGER_DIGITS} AND len(n.f) <= ${FRACTION_DIGITS}`;
  const padded = `struct_pack(neg := n.neg, m := CASE WHEN ${fits} THEN lpad(n.w, ${INTEGER_DIGITS}, '0') || rpad(n.f, ${FRACTION_DIGITS}, '0') END)`;
  const key =
    `CASE WHEN n.m > '${BOUND}' OR (n.m = '${BOUND}' AND NOT n.neg) THEN NULL ` +
    `WHEN n.neg AND n.m <> '${ZERO}' THEN '0' || translate(n.m, '${DIGITS}', '${COMPLEMENTS}') ELSE '1' || n.m END`;
  return [parts, digits, sides, padded, key].reduce((list, step) => `list_transform(${list}, lambda n: ${step})`, `[${text}]`) + '[1]';
}

/** SQL for the shortest text of a stored BIGNUMERIC. */
export function bignumericTextSql(key: string): string {
  const parts = `struct_pack(neg := starts_with(n, '0'), m := CASE WHEN starts_with(n, '0') THEN translate(substr(n, 2), '${DIGITS}', '${COMPLEMENTS}') ELSE substr(n, 2) END)`;
  const sides = `struct_pack(neg := n.neg, w := ltrim(left(n.m, ${INTEGER_DIGITS}), '0'), f := rtrim(substr(n.m, ${INTEGER_DIGITS + 1}), '0'))`;
  const text = `CASE WHEN n.neg THEN '-' ELSE '' END || CASE WHEN n.w = '' THEN '0' ELSE n.w END || CASE WHEN n.f = '' THEN '' ELSE '.' || n.f END`;
  return [parts, sides, text].reduce((list, step) => `list_transform(${list}, lambda n: ${step})`, `[${key}]`) + '[1]';
}

/** The stored form of a number of 10^-38ths; undefined where it is out of range. */
export function bignumericKey(scaled: bigint): string | undefined {
  if (scaled >= 2n ** 255n || scaled < -(2n ** 255n)) return undefined;
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(INTEGER_DIGITS + FRACTION_DIGITS, '0');
  return scaled < 0n ? `0${complement(digits)}` : `1${digits}`;
}

/** The shortest text of a stored BIGNUMERIC. */
export function bignumericText(key: string): string {
  const negative = key.startsWith('0');
  const digits = negative ? complement(key.slice(1)) : key.slice(1);
  const whole = digits.slice(0, INTEGER_DIGITS).replace(/^0+/, '');
  const fraction = digits.slice(INTEGER_DIGITS).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function complement(digits: string): string {
  return digits.replace(/[0-9]/g, (digit) => String(9 - Number(digit)));
}
