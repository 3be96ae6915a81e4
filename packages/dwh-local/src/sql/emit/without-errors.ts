import { RAISED } from './raise.js';

const RAISE = `error('${RAISED}`;

/** An expression that is NULL where it would fail. DuckDB's TRY refuses `error(...)`, so that what the expression raises itself becomes NULL first. */
export function withoutErrors(sql: string): string {
  let out = '';
  let rest = sql;
  for (let start = rest.indexOf(RAISE); start >= 0; start = rest.indexOf(RAISE)) {
    const end = closingBracket(rest, start + 'error'.length);
    out += `${rest.slice(0, start)}NULL`;
    rest = rest.slice(end + 1);
  }
  return `TRY(${out}${rest})`;
}

/** Where the bracket that opens at `from` closes. */
function closingBracket(sql: string, from: number): number {
  let depth = 0;
  for (let index = from; index < sql.length; index++) {
    const character = sql[index];
    if (character === "'" || character === '"') index = sql.indexOf(character, index + 1);
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return index;
    if (index < 0) break;
  }
  return sql.length;
}
