import type { Name } from '../ast/node.js';
import { nextToken } from '../lexer/next-token.js';
import { describeToken, type Token } from '../lexer/token.js';
import { sqlErrorAt, type SqlError } from '../sql-error.js';

/** Deep nesting would end in a stack overflow instead of an answer. */
const MAXIMUM_DEPTH = 200;

/** A reader of tokens with any lookahead. Words are compared in upper case. */
export class TokenCursor {
  readonly #ahead: Token[] = [];
  #positional = 0;
  #depth = 0;
  /** Where the last token that was taken ends. */
  lastEnd = 0;

  constructor(readonly source: string, private offset = 0) {}

  peek(distance = 0): Token {
    while (this.#ahead.length <= distance) {
      const token = nextToken(this.source, this.offset);
      this.offset = token.end;
      this.#ahead.push(token);
    }
    return this.#ahead[distance] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#ahead.shift();
    this.lastEnd = token.end;
    return token;
  }

  /** Forgets the lookahead and reads on from `offset`: for texts with rules of their own, as project names with dashes. */
  seek(offset: number): void {
    this.#ahead.length = 0;
    this.offset = offset;
    this.lastEnd = offset;
  }

  /** Reads what stands inside of something else. @throws SqlError where that goes too deep */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAXIMUM_DEPTH) throw this.unsupported(`expressions nested more than ${MAXIMUM_DEPTH} levels deep`);
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  nextPositional(): number {
    return this.#positional++;
  }

  isWord(word: string, distance = 0): boolean {
    const token = this.peek(distance);
    return (token.kind === 'keyword' || token.kind === 'identifier') && token.text.toUpperCase() === word;
  }

  /** Whether the next words are exactly these. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, distance) => this.isWord(word, distance));
  }

  isSymbol(symbol: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.kind === 'symbol' && token.text === symbol;
  }

  acceptWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    for (const _ of words) this.take();
    return true;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.take();
    return true;
  }

  expectWord(word: string): Token {
    if (!this.isWord(word)) throw this.expected(`keyword ${word}`);
    return this.take();
  }

  expectSymbol(symbol: string): Token {
    if (!this.isSymbol(symbol)) throw this.expected(`"${symbol}"`);
    return this.take();
  }

  isName(distance = 0): boolean {
    const kind = this.peek(distance).kind;
    return kind === 'identifier' || kind === 'quoted-identifier';
  }

  expectName(): Name {
    if (!this.isName()) throw this.unexpected();
    const token = this.take();
    return { name: token.text, at: token.start };
  }

  /** After a dot any word is a name. */
  expectFieldName(): Name {
    const token = this.peek();
    if (token.kind !== 'keyword' && !this.isName()) throw this.unexpected();
    this.take();
    return { name: this.source.slice(token.start, token.end).startsWith('`') ? token.text : this.source.slice(token.start, token.end), at: token.start };
  }

  /** `first, second, ...`: at least one. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptSymbol(',')) items.push(item());
    return items;
  }

  unexpected(token = this.peek()): SqlError {
    return sqlErrorAt(this.source, token.start, `Syntax error: Unexpected ${describeToken(token, this.source)}`);
  }

  expected(what: string, token = this.peek()): SqlError {
    return sqlErrorAt(this.source, token.start, `Syntax error: Expected ${what} but got ${describeToken(token, this.source)}`);
  }

  unsupported(what: string, at = this.peek().start): SqlError {
    return sqlErrorAt(this.source, at, `Unsupported: ${what}`);
  }
}
