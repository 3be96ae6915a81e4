/** What stands in JSON text beside strings and brackets. */
const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const PLAIN = /[^\s,:[\]{}"]+/y;

/** One step of a path: the name of a member, or the place of an element. */
export type Step = string | number;

/**
 * The text of the value at a path of a JSON text, as it is written but for white space and escapes that are not needed: numbers keep their digits. Of several members with one name
 * the first counts. Undefined where there is none.
 * @param text - valid JSON
 */
export function jsonAt(text: string, path: readonly Step[]): string | undefined {
  const reader = new Reader(text);
  for (const step of path) if (!reader.enter(step)) return undefined;
  return reader.value();
}

/** The values in an array, in the same way; undefined where the value there is none. */
export function jsonItemsAt(text: string, path: readonly Step[]): string[] | undefined {
  const reader = new Reader(text);
  for (const step of path) if (!reader.enter(step)) return undefined;
  return reader.items();
}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  /** Moves to the value of a member or an element of the value here. */
  enter(step: Step): boolean {
    const open = this.#peek();
    if (open !== (typeof step === 'string' ? '{' : '[')) return false;
    this.#at += 1;
    for (let index = 0; this.#peek() !== '}' && this.#peek() !== ']'; index++) {
      const name = typeof step === 'string' ? (JSON.parse(this.#take(STRING)) as string) : index;
      if (typeof step === 'string') this.#skip(':');
      if (name === step) return true;
      this.value();
      this.#skip(',');
    }
    return false;
  }

  items(): string[] | undefined {
    if (this.#peek() !== '[') return undefined;
    this.#at += 1;
    const items: string[] = [];
    while (this.#peek() !== ']') {
      items.push(this.value());
      this.#skip(',');
    }
    return items;
  }

  /** The value here, and moves behind it. */
  value(): string {
    const first = this.#peek();
    if (first === '"') return this.#string();
    if (first !== '{' && first !== '[') return this.#take(PLAIN);
    let out = '';
    let depth = 0;
    do {
      const next = this.#peek();
      if (next === '"') out += this.#string();
      else if ('{}[],:'.includes(next)) {
        out += next;
        this.#at += 1;
        depth += next === '{' || next === '[' ? 1 : next === '}' || next === ']' ? -1 : 0;
      } else out += this.#take(PLAIN);
    } while (depth > 0);
    return out;
  }

  #string(): string {
    return JSON.stringify(JSON.parse(this.#take(STRING)));
  }

  #peek(): string {
    this.#take(BLANK);
    return this.text.charAt(this.#at);
  }

  #skip(mark: string): void {
    if (this.#peek() === mark) this.#at += 1;
  }

  #take(token: RegExp): string {
    token.lastIndex = this.#at;
    const [found = ''] = token.exec(this.text) ?? [];
    this.#at += found.length;
    return found;
  }
}
