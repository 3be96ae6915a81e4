import { sqlErrorAt } from '../sql-error.js';
import { unescapeBytes, unescapeString } from './escapes.js';
import { RESERVED_WORDS } from './reserved-words.js';
import type { Token } from './token.js';

const BLANK = /[\s\u00a0\ufeff]+/y;
const LINE_COMMENT = /(?:#|--)[^\r\n]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING_START = /([rR][bB]?|[bB][rR]?)?("""|'''|"|')/y;
const PARAMETER = /@(?:`((?:[^`\\]|\\.)+)`|([A-Za-z_][A-Za-z0-9_]*))/y;
const SYMBOL = /\|\||\|>|<<|>>|<=|>=|<>|!=|=>|\+=|->|@@|[-+*/%(),.;:[\]{}<>=&|^~?]/y;

function match(pattern: RegExp, source: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(source);
}

function skipBlanks(source: string, offset: number): number {
  for (;;) {
    const found = match(BLANK, source, offset) ?? match(LINE_COMMENT, source, offset);
    if (found) {
      offset += found[0].length;
    } else if (source.startsWith('/*', offset)) {
      const end = source.indexOf('*/', offset + 2);
      if (end < 0) throw sqlErrorAt(source, offset, 'Syntax error: Unclosed comment');
      offset = end + 2;
    } else {
      return offset;
    }
  }
}

/** The first token at or after `offset`. Blanks and comments before it are skipped. @throws SqlError for text that is no token. */
export function nextToken(source: string, offset: number): Token {
  const start = skipBlanks(source, offset);
  if (start >= source.length) return { kind: 'end', text: '', start, end: start };
  return stringToken(source, start) ?? quotedIdentifier(source, start) ?? wordToken(source, start) ?? numberToken(source, start) ?? markToken(source, start);
}

function stringToken(source: string, start: number): Token | undefined {
  const opening = match(STRING_START, source, start);
  if (!opening) return undefined;
  const prefix = (opening[1] ?? '').toLowerCase();
  const quote = opening[2] as string;
  const from = start + opening[0].length;
  const what = prefix.includes('b') ? 'bytes' : 'string';
  const to = closingQuote(source, from, quote);
  if (to === undefined) throw sqlErrorAt(source, start, `Syntax error: Unclosed ${quote.length === 3 ? 'triple-quoted ' : ''}${what} literal`);
  const end = to + quote.length;
  const text = source.slice(start, end);
  const raw = prefix.includes('r');
  if (what === 'bytes') return { kind: 'bytes', text, start, end, bytes: unescapeBytes(source, from, to, raw) };
  return { kind: 'string', text, start, end, string: unescapeString(source, from, to, raw) };
}

function closingQuote(source: string, from: number, quote: string): number | undefined {
  for (let index = from; index < source.length; index++) {
    if (source[index] === '\\') index++;
    else if (source.startsWith(quote, index)) return index;
    else if (quote.length === 1 && (source[index] === '\n' || source[index] === '\r')) return undefined;
  }
  return undefined;
}

function quotedIdentifier(source: string, start: number): Token | undefined {
  if (source[start] !== '`') return undefined;
  const to = closingQuote(source, start + 1, '`');
  if (to === undefined) throw sqlErrorAt(source, start, 'Syntax error: Unclosed identifier literal');
  if (to === start + 1) throw sqlErrorAt(source, start, 'Syntax error: Invalid empty identifier');
  return { kind: 'quoted-identifier', text: unescapeString(source, start + 1, to, false), start, end: to + 1 };
}

function wordToken(source: string, start: number): Token | undefined {
  const word = match(WORD, source, start);
  if (!word) return undefined;
  const upper = word[0].toUpperCase();
  const end = start + word[0].length;
  return RESERVED_WORDS.has(upper) ? { kind: 'keyword', text: upper, start, end } : { kind: 'identifier', text: word[0], start, end };
}

function numberToken(source: string, start: number): Token | undefined {
  const number = match(NUMBER, source, start);
  if (!number) return undefined;
  const text = number[0];
  const end = start + text.length;
  if (match(WORD, source, end)) throw sqlErrorAt(source, end, 'Syntax error: Missing whitespace between literal and alias');
  return { kind: /^0[xX]|^\d+$/.test(text) ? 'integer' : 'float', text, start, end };
}

function markToken(source: string, start: number): Token {
  const parameter = match(PARAMETER, source, start);
  if (parameter) {
    const end = start + parameter[0].length;
    return { kind: 'parameter', text: parameter[2] ?? unescapeString(source, start + 2, end - 1, false), start, end };
  }
  const symbol = match(SYMBOL, source, start);
  if (!symbol) throw sqlErrorAt(source, start, `Syntax error: Illegal input character "${String.fromCodePoint(source.codePointAt(start) as number)}"`);
  return { kind: 'symbol', text: symbol[0], start, end: start + symbol[0].length };
}
