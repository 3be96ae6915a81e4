import { bignumericKey } from '../../engine/bignumeric-sql.js';

const CIVIL = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})(?:[ tT](?=\d)|(?=\s*[zZ+-]|\s[A-Za-z])|$))?(?:(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,6}))?)?\s*(.*)$/s;
const OFFSET = /^([+-])(\d{1,2})(?::?([0-5]\d))?$/;

export interface CivilText {
  /** `2021-04-03`. */
  readonly date?: string;
  /** `01:02:03.000004`. */
  readonly time?: string;
  readonly zone?: string;
}

/** The parts of a date, time or timestamp as GoogleSQL writes them; undefined where it is none of them, or no day or time that exists. */
export function parseCivilText(text: string): CivilText | undefined {
  const match = CIVIL.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  if (year === undefined && hour === undefined) return undefined;
  const pad = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  if (hour !== undefined && (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)) return undefined;
  if (year !== undefined && !dayExists(Number(year), Number(month), Number(day))) return undefined;
  return {
    ...(year !== undefined && { date: `${year}-${pad(month)}-${pad(day)}` }),
    ...(hour !== undefined && { time: `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction ? `.${fraction}` : ''}` }),
    ...(zone !== undefined && zone !== '' && { zone }),
  };
}

function dayExists(year: number, month: number, day: number): boolean {
  if (year < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export type Zone = { readonly name: string; readonly minutes?: undefined } | { readonly name?: undefined; readonly minutes: number };

/** `UTC`, `Z`, `Europe/Paris`, `+02`, `-07:30`. Undefined for what is no time zone. */
export function parseZone(text: string): Zone | undefined {
  if (/^(?:z|utc)$/i.test(text)) return { minutes: 0 };
  const offset = OFFSET.exec(text.replace(/^utc(?=[+-])/i, ''));
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return minutes > 14 * 60 ? undefined : { minutes: offset[1] === '-' ? -minutes : minutes };
  }
  try {
    // The region must be written as IANA writes it, in any case; abbreviations such as CET have no single meaning and are left to the list.
    return { name: new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone };
  } catch {
    return undefined;
  }
}

/** A NUMERIC's digits, rounded half away from zero to nine places; undefined where it is no number or out of range. */
export function parseNumericText(text: string): string | undefined {
  const number = parseScaled(text, 9);
  if (number === undefined || number.scaled >= 10n ** 38n) return undefined;
  const digits = number.scaled.toString().padStart(10, '0');
  return `${number.negative ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

/** A BIGNUMERIC as it is stored, rounded half away from zero to 38 places; undefined where it is no number or out of range. */
export function parseBignumericText(text: string): string | undefined {
  const number = parseScaled(text, 38);
  return number && bignumericKey(number.negative ? -number.scaled : number.scaled);
}

/** A number as a whole one of `places` decimal places, rounded half away from zero. */
function parseScaled(text: string, places: number): { readonly negative: boolean; readonly scaled: bigint } | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text);
  if (match === null || ((match[2] ?? '') === '' && (match[3] ?? '') === '')) return undefined;
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0) - fraction.length + places;
  const digits = BigInt(`${match[2] ?? ''}${fraction}` || '0');
  const divisor = 10n ** BigInt(Math.max(0, -exponent));
  const scaled = exponent >= 0 ? digits * 10n ** BigInt(exponent) : (digits * 2n + divisor) / (divisor * 2n);
  return { negative: match[1] === '-', scaled };
}
