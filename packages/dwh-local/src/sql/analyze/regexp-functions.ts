import type { Call } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { arrayOf, BOOL, STRING } from '../types.js';
import { tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

function texts(node: Call, count: number, scope: Scope): Typed[] {
  const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (args.length > count && node.name[0] === 'REGEXP_EXTRACT') throw scope.source.unsupported(node.at, 'REGEXP_EXTRACT with a position');
  if (args.some((arg) => arg.type.kind === 'BYTES')) throw scope.source.unsupported(node.at, `${node.name[0]} of BYTES`);
  const values = args.map((arg) => tryCoerce(arg, STRING, scope));
  if (args.length !== count || values.some((value) => value === undefined)) throw noMatchingSignature(node, args, scope);
  return values as Typed[];
}

/** Capturing groups decide what is extracted, so the pattern must be known when the query is read. */
function extracted(node: Call, pattern: Typed, scope: Scope): number {
  if (pattern.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, `${node.name[0]} with a pattern that is not a literal`);
  const groups = countGroups(pattern.literal.value);
  if (groups > 1) throw scope.source.error(node.at, 'Regular expressions passed into extraction functions must not have more than 1 capturing group');
  return groups;
}

/** Escapes and character classes, in which brackets mean nothing. */
const OPAQUE = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs;
const CAPTURE = /\((?!\?)|\(\?P?<[A-Za-z_]\w*>/g;

function countGroups(pattern: string): number {
  return [...pattern.replaceAll(OPAQUE, '').matchAll(CAPTURE)].length;
}

/** What stands in the only capturing group. */
function groupText(pattern: string): string {
  const bare = pattern.replaceAll(OPAQUE, (part) => '.'.repeat(part.length));
  const open = bare.search(CAPTURE);
  const start = open + (new RegExp(CAPTURE.source, 'y').exec(bare.slice(open))?.[0].length ?? 1);
  let depth = 1;
  let end = start;
  for (; end < bare.length && depth > 0; end += 1) depth += bare[end] === '(' ? 1 : bare[end] === ')' ? -1 : 0;
  return pattern.slice(start, end - 1);
}

const contains: Special = (node, scope) => {
  const [text, pattern] = texts(node, 2, scope) as [Typed, Typed];
  return compose(node.at, BOOL, `regexp_matches(${text.sql}, ${pattern.sql})`, [text, pattern]);
};

const extract: Special = (node, scope) => {
  const [text, pattern] = texts(node, 2, scope) as [Typed, Typed];
  const group = extracted(node, pattern, scope);
  // DuckDB answers an empty text where nothing matches, and where the group takes no part in the match. The pattern stands where it is a constant: then it is compiled once, and not for every row.
  const inner = group === 1 && pattern.literal?.type === 'STRING' ? quoteString(`(?:${groupText(pattern.literal.value)})`) : undefined;
  const found = (s: string) => (inner === undefined ? `regexp_extract(${s}, ${pattern.sql}, 0)` : bind([`regexp_extract(${s}, ${pattern.sql}, 1)`], (taken) => `CASE WHEN ${taken} <> '' OR regexp_full_match('', ${inner}) THEN ${taken} END`));
  return compose(node.at, STRING, bind([text.sql], (s) => `CASE WHEN regexp_matches(${s}, ${pattern.sql}) THEN ${found(s)} END`), [text, pattern]);
};

const extractAll: Special = (node, scope) => {
  const [text, pattern] = texts(node, 2, scope) as [Typed, Typed];
  const group = extracted(node, pattern, scope);
  return compose(node.at, arrayOf(STRING), `regexp_extract_all(${text.sql}, ${pattern.sql}, ${group})`, [text, pattern]);
};

const replace: Special = (node, scope) => {
  const [text, pattern, replacement] = texts(node, 3, scope) as [Typed, Typed, Typed];
  if (replacement.literal?.type === 'STRING' && /\\(?![0-9\\])/.test(replacement.literal.value.replaceAll('\\\\', ''))) {
    throw scope.source.error(node.at, `Invalid REGEXP_REPLACE pattern: ${quoteString(replacement.literal.value)}`);
  }
  const groups = pattern.literal?.type === 'STRING' && replacement.literal?.type === 'STRING' ? countGroups(pattern.literal.value) : 9;
  const named = replacement.literal?.type === 'STRING' ? [...replacement.literal.value.replaceAll('\\\\', '').matchAll(/\\([0-9])/g)].map(([, digit]) => Number(digit)) : [];
  if (Math.max(0, ...named) > groups) throw scope.source.error(node.at, `Invalid REGEXP_REPLACE pattern: Rewrite schema requests ${Math.max(...named)} matches, but the regexp only has ${groups} parenthesized subexpressions.`);
  return compose(node.at, STRING, `regexp_replace(${text.sql}, ${pattern.sql}, ${replacement.sql}, 'g')`, [text, pattern, replacement]);
};

export const REGEXP_FUNCTIONS: ReadonlyMap<string, Special> = new Map([
  ['REGEXP_CONTAINS', contains],
  ['REGEXP_EXTRACT', extract],
  ['REGEXP_EXTRACT_ALL', extractAll],
  ['REGEXP_REPLACE', replace],
]);
