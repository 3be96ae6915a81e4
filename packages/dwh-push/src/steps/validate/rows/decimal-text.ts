const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** No decimal type of the warehouse holds a number whose text is longer. */
const LONGEST = 120;

/** A JSON number's text without an exponent and without needless zeros, the same number digit for digit: `1.50e2` is `150`. Undefined for what no decimal type holds. */
export function decimalText(text: string): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', written = '0'] = match;
  const exponent = Number(written);
  if (Math.abs(exponent) > LONGEST || whole.length + fraction.length > LONGEST) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const before = (point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0')).replace(/^0+/, '');
  const behind = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(Math.max(point, 0))).replace(/0+$/, '');
  if (before === '' && behind === '') return '0';
  return `${sign}${before === '' ? '0' : before}${behind === '' ? '' : `.${behind}`}`;
}
