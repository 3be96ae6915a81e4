/** What Google's client makes of a cell: a plain value, an object with `value`, a Buffer, a number of arbitrary precision. */
export type Raw = unknown;

function textOf(raw: Raw): string {
  if (typeof raw === 'string') return raw;
  return typeof raw === 'object' && raw !== null && 'value' in raw ? String(raw.value) : (raw as { toFixed(): string }).toFixed();
}

/** Without needless zeros, and without a sign on zero. */
export function asDecimal(raw: Raw): string {
  const text = textOf(raw);
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return plain === '-0' ? '0' : plain;
}

/** A `T` between day and time, and no needless digits behind the second. */
export function asTimeText(raw: Raw): string {
  return textOf(raw).replace(' ', 'T').replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros)).replace(/(\.\d*?)0+$/, '$1');
}

/** Microseconds since 1970 of a time with a zone. */
export function asMicroseconds(raw: Raw): bigint {
  const match = /^(.{10})[T ](.{8})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(textOf(raw));
  if (match === null) throw new Error('It is no time with a zone.');
  const [, day, time, fraction = '', zone] = match;
  return BigInt(Date.parse(`${day}T${time}${zone}`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** JSON with its keys in order: the order of keys means nothing. */
export function asJson(raw: Raw): string {
  return JSON.stringify(sorted(JSON.parse(typeof raw === 'string' ? raw : JSON.stringify(raw))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]);
}
