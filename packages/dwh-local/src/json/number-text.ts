/** The digits and the power of ten that a JSON number is made of, without zeros around them. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  /** Of the first digit: 1 for `1.5` and `9`, 0 for `0.5`. */
  readonly point: number;
}

const INTEGER = /^-?\d+$/;
const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 64n - 1n;
/** Beyond it a double is written with an exponent. */
const MAX_PLAIN_DIGITS = 15;
const MAX_LEADING_ZEROS = 4;

/** A number as the service writes it: integers from INT64's least to UINT64's greatest with their digits, all others as the shortest text of the double. */
export function numberText(text: string): string {
  if (INTEGER.test(text)) {
    const integer = BigInt(text);
    if (integer >= MIN_INTEGER && integer <= MAX_INTEGER) return String(integer);
  }
  return doubleText(Number(text));
}

/** Whether the number is kept as it is: an integer within the limits, or a double whose shortest text has the same digits. */
export function isExact(text: string): boolean {
  const double = Number(text);
  if (!Number.isFinite(double)) return false;
  const [written, kept] = [decimal(text), decimal(numberText(text))];
  return written.digits === kept.digits && (written.digits === '' || written.point === kept.point);
}

function doubleText(double: number): string {
  const { negative, digits, point } = decimal(double.toExponential());
  const sign = negative || Object.is(double, -0) ? '-' : '';
  if (digits === '') return `${sign}0.0`;
  if (digits.length <= point && point <= MAX_PLAIN_DIGITS) return `${sign}${digits.padEnd(point, '0')}.0`;
  if (point > 0 && point <= MAX_PLAIN_DIGITS) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  if (point <= 0 && point > -MAX_LEADING_ZEROS) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const exponent = point - 1;
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function decimal(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  return { negative: sign === '-', digits: all.slice(leading).replace(/0+$/, ''), point: whole.length - leading + Number(exponent) };
}
