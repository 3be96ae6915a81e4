import type { BinaryOperator } from '../ast/expression.js';
import type { ScalarKind } from '../types.js';
import { bind } from './bind.js';
import { quoteString } from './quote.js';
import { raise } from './raise.js';

const ONE = "CAST(1000000000 AS HUGEINT)";

/** Both sides have the type `kind` already. Overflow of integers and decimals is DuckDB's own error. */
export function emitArithmetic(operator: BinaryOperator, kind: ScalarKind, left: string, right: string): string {
  switch (operator) {
    case '^':
      return `xor(${left}, ${right})`;
    case '<<':
    case '>>':
      return shift(operator, left, right);
    case '/':
      return bind([left, right], (a, b) => `CASE WHEN ${b} = 0 THEN ${kind === 'FLOAT64' ? divisionByZero(`format('{:g}', ${a})`, `format('{:g}', ${b})`) : divisionByZero(a, b)} ELSE ${kind === 'NUMERIC' ? numericQuotient(a, b) : kind === 'FLOAT64' ? finite('/', a, b) : `${a} / ${b}`} END`);
    case '*':
      if (kind === 'NUMERIC') return `CAST(${left} * ${right} AS DECIMAL(38,9))`;
      break;
  }
  if (kind === 'FLOAT64' && (operator === '+' || operator === '-' || operator === '*')) return finite(operator, left, right);
  return `(${left} ${operator} ${right})`;
}

export function divisionByZero(a: string, b: string): string {
  return raise('division by zero: ', a, quoteString(' / '), b);
}

/** DuckDB's doubles overflow to infinity; GoogleSQL's fail. */
function finite(operator: string, left: string, right: string): string {
  return bind([left, right], (a, b) => `CASE WHEN isinf(${a} ${operator} ${b}) AND isfinite(${a}) AND isfinite(${b}) THEN ${raise('floating point overflow: ', a, quoteString(` ${operator} `), b)} ELSE (${a} ${operator} ${b}) END`);
}

/** DuckDB refuses to shift a one out of the number; GoogleSQL drops it, and shifts right without the sign. */
function shift(operator: '<<' | '>>', left: string, right: string): string {
  return bind([left, right], (a, b) => {
    const unsigned = `(CASE WHEN ${a} < 0 THEN CAST(${a} AS HUGEINT) + 18446744073709551616 ELSE CAST(${a} AS HUGEINT) END)`;
    const power = `CAST(1 AS HUGEINT) << CAST(${b} AS HUGEINT)`;
    // Only the bits that stay are moved, so that the product never exceeds 64 bits.
    const moved = operator === '<<' ? `(${unsigned} % (CAST(1 AS HUGEINT) << CAST(64 - ${b} AS HUGEINT))) * (${power})` : `${unsigned} // (${power})`;
    const result = bind([moved], (m) => `CAST(CASE WHEN ${m} >= 9223372036854775808 THEN ${m} - 18446744073709551616 ELSE ${m} END AS BIGINT)`);
    return `CASE WHEN ${b} < 0 THEN ${raise('Bitwise shift by negative offset')} WHEN ${b} >= 64 THEN CAST(0 AS BIGINT) ELSE ${result} END`;
  });
}

/**
 * Long division on the digits scaled by 1e9, rounded half away from zero. The second step multiplies the remainder by 1e9, which overflows 128 bits for
 * divisors above 1.7e20: DuckDB fails then, rather than answer wrong.
 */
export function numericQuotient(a: string, b: string): string {
  const digits = (value: string) => `CAST(replace(CAST(abs(${value}) AS VARCHAR), '.', '') AS HUGEINT)`;
  return bind([digits(a), digits(b), a, b], (n, d, left, right) => {
    const rest = `((${n} % ${d}) * ${ONE})`;
    const scaled = `((${n} // ${d}) * ${ONE} + ${rest} // ${d} + CASE WHEN (${rest} % ${d}) * 2 >= ${d} THEN 1 ELSE 0 END)`;
    return bind([scaled, left, right], (s, x, y) => `(CASE WHEN (${x} < 0) <> (${y} < 0) THEN -1 ELSE 1 END * (CAST(${s} // ${ONE} AS DECIMAL(38,9)) + CAST('0.' || lpad(CAST(${s} % ${ONE} AS VARCHAR), 9, '0') AS DECIMAL(38,9))))`);
  });
}
