import type { Call } from '../ast.js';
import { formatAsText } from '../emit/cast-to-text.js';
import { quoteString } from '../emit/quote.js';
import { STRING } from '../types.js';
import { analyzeExpression } from './expression.js';
import { argumentTypeName } from './operator.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

const VERB = /%(?:%|([-0]?)(\d*)(?:\.(\d+))?([A-Za-z]))/g;

/** FORMAT with a literal format and the verbs %d %i %s %t %f %%, their width, `-`, `0` and precision. */
export function analyzeFormat(node: Call, scope: Scope): Typed {
  const [format, ...args] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (format === undefined) throw noMatchingSignature(node, [], scope);
  if (format.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, 'FORMAT with a format that is not a literal');
  const text = format.literal.value;
  const parts: string[] = [];
  let last = 0;
  let next = 0;
  for (const match of text.matchAll(VERB)) {
    parts.push(quoteString(plain(text.slice(last, match.index), node, scope)));
    last = match.index + match[0].length;
    if (match[0] === '%%') {
      parts.push(`'%'`);
      continue;
    }
    const value = args[next++];
    if (value === undefined) throw scope.source.error(node.at, `Too few arguments to FORMAT for pattern`);
    parts.push(verb(match, value, node, scope));
  }
  if (next < args.length) throw scope.source.error(node.at, `Too many arguments to FORMAT for pattern; Expected ${next + 1}; Got ${args.length + 1}`);
  parts.push(quoteString(plain(text.slice(last), node, scope)));
  return compose(node.at, STRING, `(${parts.filter((part) => part !== "''").join(' || ') || "''"})`, args);
}

function plain(text: string, node: Call, scope: Scope): string {
  if (text.includes('%')) throw scope.source.unsupported(node.at, 'a verb or flag in FORMAT other than %d %i %s %t %f with width, -, 0 and precision');
  return text;
}

function verb([whole, flag, width, precision, letter]: RegExpMatchArray, value: Typed, node: Call, scope: Scope): string {
  const { kind } = value.type;
  const fail = () => scope.source.error(node.at, `Invalid type for argument to FORMAT; ${whole} does not accept ${argumentTypeName(value)}`);
  const pad = (sql: string) => {
    if (!width) return sql;
    // lpad would cut what is longer than the width.
    const missing = `repeat(' ', greatest(0, ${width} - length(${sql})))`;
    return flag === '-' ? `(${sql} || ${missing})` : `(${missing} || ${sql})`;
  };
  switch (letter) {
    case 'd':
    case 'i':
      if (kind !== 'INT64' || precision) throw fail();
      return flag === '0' && width ? `printf('%0${width}d', ${value.sql})` : pad(`CAST(${value.sql} AS VARCHAR)`);
    case 's':
      if (kind !== 'STRING' || precision || flag === '0') throw fail();
      return pad(value.sql);
    case 't':
      if (kind === 'ARRAY' || kind === 'STRUCT' || kind === 'BYTES' || kind === 'JSON' || precision || flag === '0') throw scope.source.unsupported(node.at, `%t of ${kind} in FORMAT`);
      return pad(`COALESCE(${kind === 'STRING' ? value.sql : formatAsText(value.sql, kind)}, 'NULL')`);
    case 'f':
      if (kind !== 'FLOAT64') throw kind === 'NUMERIC' ? scope.source.unsupported(node.at, '%f of NUMERIC in FORMAT') : fail();
      return flag === '0' && width ? `printf('%0${width}.${precision || 6}f', ${value.sql})` : pad(`printf('%.${precision ?? 6}f', ${value.sql})`);
    default:
      throw scope.source.unsupported(node.at, `%${letter} in FORMAT`);
  }
}
