import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ColumnType } from '../../src/contract/column.js';
import { typeCheck } from '../../src/steps/validate/type-checks.js';
import { utcText } from '../../src/steps/validate/values/times.js';

function accepts(type: ColumnType, text: string, input: 'string' | 'number' = 'string'): boolean {
  const check = typeCheck({ type, input });
  const around = Buffer.from(`9${text}9`);
  return check?.(around, 1, around.length - 1) ?? true;
}

/** A second way to say what each type's text is, slow and plain. */
const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !text.startsWith('0000') && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
const CLOCK = String.raw`([01]\d|2[0-3]):[0-5]\d`;
const REFERENCE: Readonly<Partial<Record<ColumnType, (text: string) => boolean>>> = {
  INT64: (text) => /^(-?[1-9]\d*|0)$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  FLOAT64: (text) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)),
  NUMERIC: (text) => /^-?(0|[1-9]\d{0,28})(\.\d{1,9})?$/.test(text),
  BOOL: (text) => ['true', 'false'].includes(text.toLowerCase()) && /^[a-zA-Z]+$/.test(text),
  DATE: isDay,
  TIME: (text) => new RegExp(`^${CLOCK}:[0-5]\\d(\\.\\d{1,6})?$`).test(text),
  DATETIME: (text) => isDay(text.slice(0, 10)) && new RegExp(`^.{10}[T ]${CLOCK}:[0-5]\\d(\\.\\d{1,6})?$`).test(text),
  TIMESTAMP: (text) => isDay(text.slice(0, 10)) && /^000[2-9]|^00[1-9]|^0[1-9]|^[1-8]|^9[0-8]|^99[0-8]|^999[0-8]/.test(text) && new RegExp(`^.{10}[T ]${CLOCK}(:[0-5]\\d(\\.\\d{1,6})?)?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)$`).test(text),
};

const pieces = ['0', '1', '9', '-', '+', '.', ':', 'T', 'Z', ' ', 'e', 'E', '00', '19', '12', '31', '29', '02', '2021', '2024-02-29', '2023-02-29', '10:20', '23:59:59', '.123456', '+02:00', '-14:59', 'true', 'False', '9223372036854775807', '1234567890', 'é', '"'];
const scraps = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(''));

describe('values', () => {
  it.each(Object.keys(REFERENCE) as ColumnType[])('%s is what a second definition says it is', (type) => {
    const near9999 = (text: string) => type === 'TIMESTAMP' && /^(9999|0001)/.test(text);
    fc.assert(
      fc.property(scraps, (text) => {
        fc.pre(!near9999(text));
        expect([text, accepts(type, text)]).toEqual([text, REFERENCE[type]?.(text)]);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['INT64', '-9223372036854775808', true], ['INT64', '-9223372036854775809', false], ['INT64', '9223372036854775808', false], ['INT64', '007', false], ['INT64', '-0', false], ['INT64', '+1', false], ['INT64', ' 1', false], ['INT64', '', false], ['INT64', '1.0', false],
    ['FLOAT64', '1e400', false], ['FLOAT64', '1e308', true], ['FLOAT64', 'NaN', false], ['FLOAT64', '.5', false], ['FLOAT64', '5.', false], ['FLOAT64', '1e', false],
    ['NUMERIC', '99999999999999999999999999999.999999999', true], ['NUMERIC', '999999999999999999999999999999', false], ['NUMERIC', '0.0000000001', false], ['NUMERIC', '1e3', false],
    ['TIMESTAMP', '0001-01-01T00:00:00Z', true], ['TIMESTAMP', '0001-01-01T00:00:00+01:00', false], ['TIMESTAMP', '9999-12-31T23:59:59.999999Z', true], ['TIMESTAMP', '9999-12-31T23:59:59-00:01', false], ['TIMESTAMP', '2021-04-03T10:00:00', false], ['TIMESTAMP', '1969-12-31 23:59Z', true],
    ['DATE', '1900-02-29', false], ['DATE', '2000-02-29', true], ['DATE', '0000-01-01', false],
    ['BYTES', 'AA==', true], ['BYTES', 'AAA', false], ['BYTES', 'A-_=', false], ['BYTES', '', true],
  ] as const)('%s %j: %s', (type, text, expected) => {
    expect(accepts(type, text)).toBe(expected);
  });

  it('holds integers of JavaScript to what a number holds exactly', () => {
    expect(accepts('INT64', '9007199254740991', 'number')).toBe(true);
    expect(accepts('INT64', '9007199254740992', 'number')).toBe(false);
    expect(accepts('INT64', '-9007199254740992', 'number')).toBe(false);
  });

  it.each([
    ['2021-04-03', '2021-04-03'], ['2021-04-03T23:30:00Z', '2021-04-03'], ['2021-04-03T23:30:00-01:00', '2021-04-04'], ['2021-04-04 00:30:00.123456+01:00', '2021-04-03'], ['2024-03-01T00:15+00:30', '2024-02-29'], ['1969-12-31 23:59:59.999999', '1969-12-31'],
  ])('%s is of the day %s', (text, day) => {
    expect(utcText(text).slice(0, 10)).toBe(day);
  });
});

describe('BIGNUMERIC', () => {
  it.each([
    ['578960446186580977117854925043439539266.34992332820282019728792003956564819967', true],
    ['578960446186580977117854925043439539266.34992332820282019728792003956564819968', false],
    ['-578960446186580977117854925043439539266.34992332820282019728792003956564819968', true],
    ['-578960446186580977117854925043439539266.34992332820282019728792003956564819969', false],
    ['578960446186580977117854925043439539267', false],
    ['99999999999999999999999999999999999999', true],
    ['0.00000000000000000000000000000000000001', true],
    ['0.000000000000000000000000000000000000001', false],
    ['-0.5', true],
    ['01', false],
    ['1.', false],
    ['.5', false],
    ['1e3', false],
    ['', false],
    ['9'.repeat(200), false],
  ])('%s: %s', (text, accepted) => {
    expect(accepts('BIGNUMERIC', text)).toBe(accepted);
  });
});
