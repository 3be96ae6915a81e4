import { emitArithmetic } from '../emit/arithmetic.js';
import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { withoutErrors } from '../emit/without-errors.js';
import type { BinaryOperator } from '../ast/expression.js';
import { floating } from './floating.js';
import { native, signature, type Family, type Signature } from './signature.js';

const float = (name: string) => [native('FLOAT64 -> FLOAT64', name)];

/** Arithmetic that answers NULL where the operator fails; what fails in its arguments fails. */
function safe(operator: BinaryOperator): Signature[] {
  return (['INT64', 'NUMERIC', 'FLOAT64'] as const).map((kind) => signature(`${kind}, ${kind} -> ${kind}`, (a, b) => bind([a, b], (x, y) => withoutErrors(emitArithmetic(operator, kind, x, y)))));
}

const negated = (kind: string) => signature(`${kind} -> ${kind}`, (a) => bind([a], (x) => `TRY(-${x})`));
/** One divided by a function that may be zero. */
const reciprocal = (name: string) => [signature('FLOAT64 -> FLOAT64', (x) => bind([`${name}(${x})`], (y) => `CASE WHEN ${y} = 0 THEN ${raise('Floating point error in function')} ELSE 1 / ${y} END`))];

export const MORE_MATH_FUNCTIONS: Family = {
  ACOSH: floating('ACOSH'),
  ASINH: float('asinh'),
  ATANH: floating('ATANH'),
  // DuckDB's root of a cube is off by the last digit.
  CBRT: [signature('FLOAT64 -> FLOAT64', (x) => bind([x, `round(cbrt(${x}))`], (y, root) => `CASE WHEN ${root} * ${root} * ${root} = ${y} THEN ${root} ELSE cbrt(${y}) END`))],
  COSH: floating('COSH'),
  COT: reciprocal('tan'),
  CSC: reciprocal('sin'),
  SEC: reciprocal('cos'),
  SINH: floating('SINH'),
  TANH: float('tanh'),
  RANGE_BUCKET: [signature('T, ARRAY<T> -> INT64', (point, bounds) => bind([point, bounds], (p, list) => `CASE WHEN ${p} IS NULL OR ${list} IS NULL THEN NULL WHEN ${list} <> list_sort(${list}) OR len(list_filter(${list}, lambda e: e IS NULL)) > 0 THEN ${raise('Elements in input array to RANGE_BUCKET must be in ascending order, and not NULL')} ELSE len(list_filter(${list}, lambda e: e <= ${p})) END`))],
  SAFE_ADD: safe('+'),
  SAFE_MULTIPLY: safe('*'),
  SAFE_NEGATE: [negated('INT64'), negated('NUMERIC'), negated('FLOAT64')],
  SAFE_SUBTRACT: safe('-'),
};
