export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters (code points); a tab advances to the next multiple of eight, as in BigQuery's messages. */
  readonly column: number;
}

/** Where `offset` (UTF-16 units) stands in `source`. CR LF, LF and CR each end a line. */
export function positionOf(source: string, offset: number): Position {
  let line = 1;
  let column = 1;
  for (let index = 0; index < offset && index < source.length; index++) {
    const character = source[index];
    const code = source.charCodeAt(index);
    if (character === '\n' || (character === '\r' && source[index + 1] !== '\n')) {
      line++;
      column = 1;
    } else if (character === '\t') {
      column += 8 - ((column - 1) % 8);
    } else if (character !== '\r' && !(code >= 0xdc00 && code <= 0xdfff)) {
      column++;
    }
  }
  return { line, column };
}
