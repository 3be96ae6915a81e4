import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { typeCheck } from '../../src/steps/validate/type-checks.js';
import { re2Pattern } from '../../src/steps/validate/service/re2-pattern.js';
import { typePattern } from '../../src/steps/validate/service/type-patterns.js';

/** Texts near values: values, values with one character changed, and noise of their alphabet. */
const near = (values: fc.Arbitrary<string>, alphabet: string) => {
  const character = fc.constantFrom(...alphabet);
  const changed = fc.tuple(values, fc.nat(40), fc.option(character, { nil: '' }), fc.boolean()).map(([text, at, by, insert]) => text.slice(0, at) + by + text.slice(insert ? at : at + 1));
  return fc.oneof(values, changed, fc.string({ unit: character, maxLength: 30 }));
};
const padded = (most: number, digits: number) => fc.nat(most).map((number) => String(number).padStart(digits, '0'));
const dates = fc.tuple(fc.oneof(padded(9999, 4), fc.constantFrom('0000', '1900', '2000', '2024', '2100', '0004', '0100')), padded(13, 2), padded(32, 2)).map((parts) => parts.join('-'));
const times = fc.tuple(padded(25, 2), padded(61, 2), padded(61, 2), fc.constantFrom('', '.1', '.123456', '.1234567')).map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);
const datetimes = fc.tuple(dates, fc.constantFrom('T', ' ', 't'), fc.oneof(times, times.map((time) => time.slice(0, 5)))).map((parts) => parts.join(''));
const decimals = fc.tuple(fc.constantFrom('', '-', '+'), fc.stringMatching(/^[0-9]{0,31}$/), fc.stringMatching(/^(\.[0-9]{0,11})?$/)).map((parts) => parts.join(''));

const TYPES = [
  ['INT64', 'bigint', near(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map(String), '-+019.')],
  ['FLOAT64', 'number', near(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }).map(String), '-+019.eE')],
  ['NUMERIC', 'string', near(decimals, '-+019.')],
  ['BOOL', 'boolean', near(fc.constantFrom('true', 'FALSE', 'False'), 'trufalseTRUFALSE\u017f1')],
  ['BYTES', 'string', near(fc.base64String(), 'ab+/=-_')],
  ['DATE', 'string', near(dates, '0129-')],
  ['DATETIME', 'string', near(datetimes, '0129-:T .Z')],
  ['TIME', 'string', near(times, '0129:.')],
  ['TIMESTAMP', 'string', near(fc.tuple(datetimes, fc.constantFrom('Z', '+00:00', '-14:00', '+14:00', '+14:01', '-13:59', '+14:59', '+15:00', '', 'z')).map((parts) => parts.join('')), '0129-:T .Z+')],
] as const;

/** The ends of what a type holds are counted beside the pattern, or in doubt. */
const isFarFromTheEnd = (text: string) => !/^(0001|9999)|\d{19}|[eE][-+]?\d{3}/.test(text);

describe('the pattern of a type', () => {
  it.each(TYPES)('%s as %s is what the bytes are checked for', (type, input, texts) => {
    const pattern = new RegExp(typePattern({ type, input }) as string, 'u');
    const check = typeCheck({ type, input }) as (bytes: Uint8Array, start: number, end: number) => boolean;
    fc.assert(
      fc.property(texts.filter(isFarFromTheEnd), (text) => {
        const bytes = Buffer.from(text);
        expect(pattern.test(text)).toBe(check(bytes, 0, bytes.length));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a pattern of JavaScript', () => {
  it.each([
    [/^[A-Z]{2}-\d+$/, '^[A-Z]{2}\\x{2d}[0-9]+$'],
    [/a|b(c+?)/, 'a|b(?:c+?)'],
    [/^[^,]*$/, '^[^\\x{2c}]*$'],
    [/^.{3}$/u, '^[^\\n\\r\\x{2028}\\x{2029}]{3}$'],
  ])('%s is said in the words of RE2', (pattern, expected) => {
    expect(re2Pattern(pattern)).toBe(expected);
  });

  it.each([/a/i, /a/g, /(?=a)/, /(?<n>a)/, /(a)\1/, /\ba/, /^.{3}$/, /[^a]/, /[^a]+/, /é/, /[\D]/, /\p{L}/u, /a{1001}/, /(?:a{100}){100}/, /a{,2}/, /[]/])('%s is not, because it may mean something else there', (pattern) => {
    expect(re2Pattern(pattern)).toBeUndefined();
  });

  it('finds the same as what it was made of', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[a-c]', '[^a]', '\\d', '\\s', '\\.', '-', '(?:a|b)', '(ab?)', '^', '$', '[\\w-]');
    const term = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?')).map((parts) => parts.join(''));
    const source = fc.array(fc.oneof(term, fc.constant('|')), { minLength: 1, maxLength: 6 }).map((terms) => terms.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '-', '.', '\n', '\u00a0', '\u2028', '😀'), maxLength: 6 });
    fc.assert(
      fc.property(source, fc.constantFrom('', 'u'), fc.array(text, { minLength: 5, maxLength: 5 }), (written, flags, texts) => {
        let pattern: RegExp;
        try {
          pattern = new RegExp(written, flags);
        } catch {
          return;
        }
        const translated = re2Pattern(pattern);
        if (translated === undefined) return;
        // JavaScript writes \x{a} as \u{a}; the rest of the words are common to both.
        const again = new RegExp(translated.replaceAll('\\x{', '\\u{'), 'u');
        for (const candidate of texts) expect(again.test(candidate)).toBe(pattern.test(candidate));
      }),
      { numRuns: 5000 },
    );
  });
});
