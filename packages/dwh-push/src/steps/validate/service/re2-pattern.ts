/** RE2 refuses more repetitions than this, those of nested ones multiplied. https://github.com/google/re2/wiki/Syntax */
const MAX_REPETITIONS = 1000;

class NotTheSame extends Error {}

/** What JavaScript takes for white space: https://tc39.es/ecma262/#prod-WhiteSpace and its line terminators. */
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: String.raw`\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`,
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

/**
 * A pattern that RE2 finds in exactly the texts in which JavaScript finds the given one; undefined where there may be none: look-around, back references, word boundaries, flags but `u`, characters beyond
 * ASCII, and what counts surrogates one by one.
 */
export function re2Pattern({ source, flags }: RegExp): string | undefined {
  if (flags !== '' && flags !== 'u') return undefined;
  try {
    const reader = new PatternReader(source, flags === 'u');
    return reader.read();
  } catch (error) {
    if (error instanceof NotTheSame) return undefined;
    throw error;
  }
}

/** Written anew, term by term, in the words that both have in common. */
class PatternReader {
  #at = 0;

  constructor(
    readonly source: string,
    readonly unicode: boolean,
  ) {}

  read(): string {
    const { text } = this.#disjunction();
    if (this.#at < this.source.length) throw new NotTheSame();
    return text;
  }

  #take(expected: string): boolean {
    if (!this.source.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #next(): string {
    const character = this.source[this.#at];
    if (character === undefined || character < ' ' || character > '~') throw new NotTheSame();
    this.#at += 1;
    return character;
  }

  /** `repeats`: the most repetitions that are counted inside. */
  #disjunction(): { text: string; repeats: number } {
    let text = '';
    let repeats = 1;
    while (this.#at < this.source.length && this.source[this.#at] !== ')') {
      if (this.#take('|')) text += '|';
      else if (this.#take('^')) text += '^';
      else if (this.#take('$')) text += '$';
      else {
        const term = this.#term();
        text += term.text;
        repeats = Math.max(repeats, term.repeats);
      }
    }
    return { text, repeats };
  }

  #term(): { text: string; repeats: number } {
    const atom = this.#atom();
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(this.source.slice(this.#at));
    // A character beyond the first 65,536 is two to a pattern without the flag u: no matter only where any number of them will do.
    if (atom.open && !this.unicode && quantifier?.[0][0] !== '*') throw new NotTheSame();
    if (quantifier === null) return atom;
    this.#at += quantifier[0].length;
    const repeats = atom.repeats * Math.max(1, Number(quantifier[1] ?? 1), Number(quantifier[2] ?? 1));
    if (repeats > MAX_REPETITIONS) throw new NotTheSame();
    return { text: atom.text + quantifier[0], repeats };
  }

  /** `open`: it matches characters that are not named. */
  #atom(): { text: string; repeats: number; open: boolean } {
    const character = this.#next();
    if (character === '(') return this.#group();
    if (character === '[') return this.#class();
    if (character === '.') return { text: String.raw`[^\n\r\x{2028}\x{2029}]`, repeats: 1, open: true };
    if (character === '\\') return { text: `[${this.#escape()}]`, repeats: 1, open: false };
    if ('*+?{}]|)'.includes(character)) throw new NotTheSame();
    return { text: hex(character), repeats: 1, open: false };
  }

  #group(): { text: string; repeats: number; open: boolean } {
    if (!this.#take('?:') && this.source[this.#at] === '?') throw new NotTheSame();
    const { text, repeats } = this.#disjunction();
    if (!this.#take(')')) throw new NotTheSame();
    return { text: `(?:${text})`, repeats, open: false };
  }

  #class(): { text: string; repeats: number; open: boolean } {
    const open = this.#take('^');
    let text = '';
    while (!this.#take(']')) {
      const from = this.#member();
      const isRange = this.source[this.#at] === '-' && this.source[this.#at + 1] !== ']';
      if (!isRange) text += from.text;
      else {
        this.#at += 1;
        const to = this.#member();
        if (!from.single || !to.single) throw new NotTheSame();
        text += `${from.text}-${to.text}`;
      }
    }
    if (text === '') throw new NotTheSame();
    return { text: `[${open ? '^' : ''}${text}]`, repeats: 1, open };
  }

  #member(): { text: string; single: boolean } {
    const character = this.#next();
    if (character !== '\\') return { text: hex(character), single: true };
    const named = this.source[this.#at] as string;
    return { text: this.#escape(), single: !Object.hasOwn(CLASSES, named) };
  }

  /** As a member of a class. */
  #escape(): string {
    const character = this.#next();
    const members = Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined;
    if (members !== undefined) return members;
    if (Object.hasOwn(CONTROLS, character)) return hex(CONTROLS[character] as string);
    if (/[A-Za-z0-9]/.test(character)) throw new NotTheSame();
    return hex(character);
  }
}

/** Letters and digits mean themselves everywhere; of the rest RE2 is given the number. */
function hex(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? character : `\\x{${(character.codePointAt(0) as number).toString(16)}}`;
}
