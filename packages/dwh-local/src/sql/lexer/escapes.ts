import { sqlErrorAt } from '../sql-error.js';

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, '?': 63, '"': 34, "'": 39, '`': 96 };

interface Escape {
  readonly value: number;
  readonly length: number;
  /** A byte escape (\x, \ooo) in a string literal names a code point; in a bytes literal a byte. */
  readonly unicode: boolean;
}

function readEscape(source: string, offset: number): Escape | undefined {
  const rest = source.slice(offset + 1, offset + 10);
  const simple = SIMPLE[rest[0] ?? ''];
  if (simple !== undefined) return { value: simple, length: 2, unicode: false };
  const hex = /^[xX]([0-9a-fA-F]{2})/.exec(rest);
  if (hex) return { value: Number.parseInt(hex[1] as string, 16), length: 4, unicode: false };
  const octal = /^([0-3][0-7]{2})/.exec(rest);
  if (octal) return { value: Number.parseInt(octal[1] as string, 8), length: 4, unicode: false };
  const unicode = /^u([0-9a-fA-F]{4})|^U([0-9a-fA-F]{8})/.exec(rest);
  if (unicode) return { value: Number.parseInt((unicode[1] ?? unicode[2]) as string, 16), length: unicode[0].length + 1, unicode: true };
  return undefined;
}

/** The content of a string or quoted identifier between `from` and `to`. CR LF and CR become LF, as GoogleSQL has it. */
export function unescapeString(source: string, from: number, to: number, raw: boolean): string {
  const out: string[] = [];
  eachUnit(source, from, to, raw, (text) => out.push(text), (escape, at) => {
    if (escape.value > 0x10ffff || (escape.value >= 0xd800 && escape.value <= 0xdfff)) throw sqlErrorAt(source, at, 'Syntax error: Illegal escape sequence: value is not a valid Unicode code point');
    out.push(String.fromCodePoint(escape.value));
  });
  return out.join('');
}

/** The content of a bytes literal; characters outside ASCII stand for their UTF-8 bytes. */
export function unescapeBytes(source: string, from: number, to: number, raw: boolean): Uint8Array {
  const out: Buffer[] = [];
  eachUnit(source, from, to, raw, (text) => out.push(Buffer.from(text, 'utf8')), (escape, at) => {
    if (escape.unicode) throw sqlErrorAt(source, at, 'Syntax error: Illegal escape sequence: Unicode escape sequence cannot be used in bytes literals');
    out.push(Buffer.from([escape.value]));
  });
  return Buffer.concat(out);
}

function eachUnit(source: string, from: number, to: number, raw: boolean, plain: (text: string) => void, escaped: (escape: Escape, at: number) => void): void {
  let start = from;
  const flush = (end: number) => plain(source.slice(start, end).replaceAll(/\r\n?/g, '\n'));
  for (let index = from; index < to; index++) {
    if (source[index] !== '\\') continue;
    if (raw) {
      index++;
      continue;
    }
    flush(index);
    const escape = readEscape(source, index);
    if (escape === undefined) throw sqlErrorAt(source, index, `Syntax error: Illegal escape sequence: \\${source[index + 1] ?? ''}`);
    escaped(escape, index);
    index += escape.length - 1;
    start = index + 1;
  }
  flush(to);
}
