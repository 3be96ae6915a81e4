import type { Call } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { formatAsText } from '../emit/cast-to-text.js';
import { quoteString } from '../emit/quote.js';
import { STRING } from '../types.js';
import { analyzeExpression } from './expression.js';
import { argumentTypeName } from './operator.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

const VERB = /%(?:%|([-+ 0']*)(\d*)(?:\.(\d+))?([A-Za-z]))/g;

/** FORMAT with a literal format and the verbs %d %i %s %t %f %%, their width, precision, and the flags `-`, `0`, `+`, space and `'`. */
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
  if (text.includes('%')) throw scope.source.unsupported(node.at, 'a verb or flag in FORMAT other than %d %i %s %t %f with width, precision and the flags - 0 + space and \'');
  return text;
}

function verb([whole, flags = '', width, precision, letter]: RegExpMatchArray, value: Typed, node: Call, scope: Scope): string {
  const { kind } = value.type;
  const fail = () => scope.source.error(node.at, `Invalid type for argument to FORMAT; ${whole} does not accept ${argumentTypeName(value)}`);
  const pad = (sql: string) => {
    if (!width) return sql;
    // lpad would cut what is longer than the width.
    return bind([sql], (text) => (flags.includes('-') ? `(${text} || ${missing(width, text)})` : `(${missing(width, text)} || ${text})`));
  };
  const number = (magnitude: string, negative: string) => {
    const sign = `CASE WHEN ${negative} THEN '-' ELSE ${quoteString(flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '')} END`;
    if (!width || flags.includes('-') || !flags.includes('0')) return pad(`(${sign} || ${magnitude})`);
    return bind([sign, magnitude], (first, digits) => `(${first} || repeat('0', greatest(0, ${width} - length(${first}) - length(${digits}))) || ${digits})`);
  };
  const grouped = flags.includes(`'`) ? ',' : '';
  const onlyPadded = () => {
    if (/[^-]/.test(flags)) throw scope.source.unsupported(node.at, `${whole} in FORMAT`);
  };
  switch (letter) {
    case 'd':
    case 'i':
      if (kind !== 'INT64') throw fail();
      if (precision) throw scope.source.unsupported(node.at, `${whole} in FORMAT`);
      return bind([value.sql], (n) => number(`format('{:${grouped}}', abs(CAST(${n} AS HUGEINT)))`, `${n} < 0`));
    case 's':
      if (kind !== 'STRING') throw fail();
      onlyPadded();
      return pad(precision ? `left(${value.sql}, ${precision})` : value.sql);
    case 't':
      onlyPadded();
      if (kind === 'ARRAY' || kind === 'STRUCT' || kind === 'BYTES' || kind === 'JSON' || precision) throw scope.source.unsupported(node.at, `%t of ${kind} in FORMAT`);
      return pad(`COALESCE(${kind === 'STRING' ? value.sql : formatAsText(value.sql, kind)}, 'NULL')`);
    case 'f':
      if (kind !== 'FLOAT64') throw kind === 'NUMERIC' ? scope.source.unsupported(node.at, '%f of NUMERIC in FORMAT') : fail();
      return bind([value.sql], (n) => number(`format('{:${grouped}.${precision ?? 6}f}', abs(${n}))`, `(${n} < 0 OR CAST(${n} AS VARCHAR) = '-0.0')`));
    default:
      throw scope.source.unsupported(node.at, `%${letter} in FORMAT`);
  }
}

function missing(width: string, text: string): string {
  return `repeat(' ', greatest(0, ${width} - length(${text})))`;
}
