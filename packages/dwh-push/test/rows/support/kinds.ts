import { column } from '@bm/dwh-push';
import fc from 'fast-check';
import * as z from 'zod';

import { asDecimal, asJson, asMicroseconds, asTimeText, type Raw } from './canonical.js';

/** One value in every form that a source can have it in, and what must be read back, in canonical form. */
export interface Cell {
  /** As a row of a program has it; `undefined` where the key may be left out. */
  readonly given: unknown;
  /** As newline-delimited JSON has it. */
  readonly json: string;
  /** As CSV has it, quotes resolved; undefined is an empty field without quotes. */
  readonly csv: string | undefined;
  readonly lands: unknown;
}

/** A kind of column: its schema, values for it, and what makes what Google's client reads canonical. */
export interface Kind {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly cells: fc.Arbitrary<Cell>;
  readonly read: (raw: Raw) => unknown;
  /** Whether CSV has such columns. */
  readonly flat: boolean;
  /** What a failing run prints of it. */
  readonly [fc.toStringMethod]: () => string;
}

export function printed(kind: Omit<Kind, typeof fc.toStringMethod>): Kind {
  return { ...kind, [fc.toStringMethod]: () => kind.name };
}

function kind<Value>(name: string, schema: z.ZodType, values: fc.Arbitrary<Value>, cell: (value: Value) => Cell, read: (raw: Raw) => unknown): Kind {
  return printed({ name, schema, cells: values.map(cell), read, flat: true });
}

const text = (value: string): Cell => ({ given: value, json: JSON.stringify(value), csv: value, lands: value });
const as = <Value>(lands: (value: string) => Value) => (value: string): Cell => ({ ...text(value), lands: lands(value) });

const HOSTILE = ['', ' ', 'null', 'NULL', '\\N', '"', '""', "'", ',', '\n', '\r\n', '\\', '=1+1', '@x', '__proto__', '\u0000', '\u0001', '\u007f', '\u2028', '\ufeff', '\uffff', '😀', 'e\u0301', 'NaN', '{}', '<script>'];
export const strings = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.array(fc.constantFrom(...HOSTILE), { maxLength: 4 }).map((parts) => parts.join('')));

const integers = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, -(2 ** 31)));
const bigIntegers = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n, 0n));
const doubles = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 5e-324, Number.MAX_VALUE, 0.1, 1e21, 1e-7));
const decimals = (whole: number, fraction: number) =>
  fc.tuple(fc.boolean(), fc.stringMatching(new RegExp(`^(0|[1-9][0-9]{0,${whole - 1}})$`)), fc.stringMatching(new RegExp(`^[0-9]{0,${fraction}}$`))).map(([minus, before, behind]) => `${minus ? '-' : ''}${before}${behind === '' ? '' : `.${behind}`}`);
const days = fc.oneof(fc.date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T23:59:59.999Z'), noInvalidDate: true }), fc.constantFrom('0001-01-02', '1969-12-31', '2000-02-29', '2038-01-19', '9999-12-30').map((day) => new Date(`${day}T00:00:00Z`)));
const dates = days.map((day) => day.toISOString().slice(0, 10));
const times = fc.tuple(fc.date({ noInvalidDate: true }), fc.stringMatching(/^(\.[0-9]{1,6})?$/)).map(([day, fraction]) => (Number.isFinite(day.getTime()) ? `${new Date(Math.abs(day.getTime()) % 86_400_000).toISOString().slice(11, 19)}${fraction}` : '00:00:00'));
const datetimes = fc.tuple(dates, times, fc.constantFrom('T', ' ')).map(([day, time, between]) => `${day}${between}${time}`);
/** Google's client (@google-cloud/precise-date) reads an instant within the last second before 1970 as one of the first second after it. */
const readable = (instant: string) => asMicroseconds(instant) >= 0n || asMicroseconds(instant) <= -1_000_000n;
const timestamps = fc.tuple(datetimes, fc.constantFrom('Z', '+00:00', '-14:00', '+05:30')).map(([datetime, zone]) => datetime + zone).filter(readable);

/** The JSON text of a number, and the CSV text: a negative zero has one. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));
const named = (value: number): string => (Number.isFinite(value) ? numberText(value) : String(value));
const integerOf = (raw: Raw) => BigInt((raw as { value: string }).value);

export const SCALARS: readonly Kind[] = [
  kind('string', z.string(), strings, text, (raw) => raw),
  kind('trimmed', z.string().trim(), strings, as((value) => value.trim()), (raw) => raw),
  kind('enum', z.enum(['a', '', '"']), fc.constantFrom('a', '', '"'), text, (raw) => raw),
  kind('int', z.int(), integers, (value) => ({ given: value, json: String(value), csv: String(value), lands: BigInt(value) }), integerOf),
  kind('length', z.string().transform((value) => value.length).pipe(z.int()), strings, as((value) => BigInt(value.length)), integerOf),
  kind('int64', z.int64(), bigIntegers, (value) => ({ given: value, json: String(value), csv: String(value), lands: value }), integerOf),
  kind('int64 as text', z.bigint(), bigIntegers, (value) => ({ given: value, json: `"${value}"`, csv: String(value), lands: value }), integerOf),
  kind('number', z.number(), doubles, (value) => ({ given: value, json: numberText(value), csv: numberText(value), lands: value }), Number),
  kind('any float', column.float64(), fc.oneof(doubles, fc.constantFrom(Number.NaN, Infinity, -Infinity)), (value) => ({ given: value, json: Number.isFinite(value) ? numberText(value) : `"${value}"`, csv: named(value), lands: value }), Number),
  kind('numeric', column.numeric(), decimals(29, 9), as(asDecimal), asDecimal),
  kind('numeric as number', column.numeric(), decimals(29, 9), (value) => ({ ...text(value), json: value, lands: asDecimal(value) }), asDecimal),
  kind('bignumeric', column.bignumeric(), decimals(38, 38), as(asDecimal), asDecimal),
  kind('boolean', z.boolean(), fc.boolean(), (value) => ({ given: value, json: String(value), csv: String(value), lands: value }), (raw) => raw),
  kind('bytes', column.bytes(), fc.uint8Array({ maxLength: 9 }), (value) => ({ ...text(Buffer.from(value).toString('base64')), given: value, lands: Buffer.from(value).toString('hex') }), (raw) => (raw as Buffer).toString('hex')),
  kind('date', z.iso.date(), dates, text, (raw) => (raw as { value: string }).value),
  kind('datetime', column.datetime(), datetimes, as(asTimeText), asTimeText),
  kind('time', column.time(), times, as(asTimeText), asTimeText),
  kind('timestamp', column.timestamp(), timestamps, as(asMicroseconds), asMicroseconds),
  kind('instant', z.date(), days.filter((day) => readable(day.toISOString())), (value) => ({ ...text(value.toISOString()), given: value, lands: asMicroseconds(value.toISOString()) }), asMicroseconds),
  kind('json', column.json(), fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }).filter((value) => value !== null), (value) => ({ given: value, json: JSON.stringify(value), csv: JSON.stringify(value), lands: asJson(JSON.stringify(value)) }), asJson),
  kind('default', z.int().default(7), fc.option(integers, { nil: undefined }), (value) => ({ given: value, json: value === undefined ? '' : String(value), csv: value === undefined ? undefined : String(value), lands: BigInt(value ?? 7) }), integerOf),
];

