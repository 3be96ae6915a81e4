const PER_SECOND = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n } as const;
const DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;

export type TimeUnit = keyof typeof PER_SECOND;

/** Days since 1970 as `YYYY-MM-DD`; what no such day is keeps a text that is none, for the column's rule to find. */
export function dayText(days: number): string {
  return secondText(BigInt(days) * 86_400n).slice(0, -9);
}

/** A day has 24 hours; what lies outside of them keeps a text that is no time, for the column's rule to find. */
export function timeOfDayText(count: bigint, unit: TimeUnit): string {
  if (count < 0n || count >= 86_400n * PER_SECOND[unit]) return 'out of range';
  const { seconds, fraction } = split(count, unit);
  return `${secondText(seconds).slice(-8)}${fraction}`;
}

/** A count since 1970 as `YYYY-MM-DDTHH:MM:SS`, with its fraction, and with `Z` where it is a point in time. */
export function instantText(count: bigint, unit: TimeUnit, zoned: boolean): string {
  const { seconds, fraction } = split(count, unit);
  return `${secondText(seconds)}${fraction}${zoned ? 'Z' : ''}`;
}

/** Zeros at the end of a fraction mean nothing, so that nanoseconds are as good as microseconds where they are whole ones. */
function split(count: bigint, unit: TimeUnit): { seconds: bigint; fraction: string } {
  const per = PER_SECOND[unit];
  const rest = ((count % per) + per) % per;
  const fraction = String(rest).padStart(DIGITS[unit], '0').replace(/0+$/, '');
  return { seconds: (count - rest) / per, fraction: fraction === '' ? '' : `.${fraction}` };
}

/** `Date` knows 100 million days on either side of 1970. */
const FURTHEST_SECOND = 8_640_000_000_000n;

function secondText(seconds: bigint): string {
  if (seconds > FURTHEST_SECOND || seconds < -FURTHEST_SECOND) return 'out of range 00:00:00';
  return new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
}
