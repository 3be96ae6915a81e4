/** A whole number of units of the last digit behind the point, as decimal text: 12345 with scale 2 is `123.45`. A negative scale counts zeros in front of the point. */
export function scaledText(units: bigint, scale: number): string {
  if (scale <= 0) return String(units * 10n ** BigInt(-scale));
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
