import { ConditionError } from './condition-error.js';

export type Token = { readonly kind: 'symbol' | 'name'; readonly text: string } | { readonly kind: 'text'; readonly value: string; readonly text: string };

const SPACE = /\s+/y;
const SYMBOL = /&&|\|\||==|!=|<=|>=|[!().,<>[\]{}?:+*/%-]/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d[\w.]*/y;
/** No triple quotes, no raw and no byte strings. */
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

/** @throws ConditionError */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(expression)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < expression.length) {
    if (take(SPACE) !== undefined) continue;
    const text = take(TEXT);
    if (text !== undefined) {
      tokens.push({ kind: 'text', text, value: unescaped(text.slice(1, -1)) });
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) throw new ConditionError(`numbers (${number}) are not supported in a condition`);
    const name = take(NAME);
    const symbol = name === undefined ? take(SYMBOL) : undefined;
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else throw new ConditionError(`a condition cannot hold ${JSON.stringify(expression[at])} (at character ${at + 1})`);
  }
  return tokens;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_whole, character: string) => {
    const escaped = ESCAPES[character];
    if (escaped === undefined) throw new ConditionError(`the escape \\${character} is not supported in a condition`);
    return escaped;
  });
}
