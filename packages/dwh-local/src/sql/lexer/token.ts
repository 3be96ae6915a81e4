export type TokenKind = 'identifier' | 'quoted-identifier' | 'keyword' | 'integer' | 'float' | 'string' | 'bytes' | 'parameter' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; a keyword in upper case; a quoted identifier and a parameter without their marks. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The content of a string, escapes resolved. */
  readonly string?: string;
  readonly bytes?: Uint8Array;
}

/** How a syntax error names a token. */
export function describeToken(token: Token, source: string): string {
  switch (token.kind) {
    case 'end':
      return 'end of script';
    case 'keyword':
      return `keyword ${token.text}`;
    case 'identifier':
      return `identifier "${token.text}"`;
    case 'quoted-identifier':
      return `identifier \`${token.text}\``;
    case 'integer':
      return `integer literal "${token.text}"`;
    case 'float':
      return `floating point literal "${token.text}"`;
    case 'string':
      return `string literal ${source.slice(token.start, token.end)}`;
    case 'bytes':
      return `bytes literal ${source.slice(token.start, token.end)}`;
    case 'parameter':
      return '"@"';
    case 'symbol':
      return `"${token.text}"`;
  }
}
