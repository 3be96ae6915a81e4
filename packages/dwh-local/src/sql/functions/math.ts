import { divisionByZero, emitArithmetic, numericQuotient } from '../emit/arithmetic.js';
import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { withoutErrors } from '../emit/without-errors.js';
import { floating, floatingOnly, logarithmToBase, periodic } from './floating.js';
import { native, refused, signature, type Family, type Signature } from './signature.js';

const numeric = (value: string) => `CAST(${value} AS DECIMAL(38,9))`;

/** INT64 arguments are taken as FLOAT64, by coercion, where no signature of their own is listed. */
function rounding(name: string): Signature[] {
  const call = (args: string[]) => `${name}(${args.join(', ')})`;
  return [signature('FLOAT64 -> FLOAT64', (...args) => call(args)), signature('NUMERIC -> NUMERIC', (...args) => numeric(call(args))), signature('INT64 -> FLOAT64', (x) => `CAST(${x} AS DOUBLE)`)];
}

function withDigits(name: 'round' | 'trunc'): Signature[] {
  return [
    ...rounding(name),
    signature('FLOAT64, INT64 -> FLOAT64', (x, digits) => `${name}(${x}, CAST(${digits} AS INTEGER))`),
    signature('NUMERIC, INT64 -> NUMERIC', (x, digits) => numeric(`${name}(${x}, CAST(${digits} AS INTEGER))`)),
    signature('INT64, INT64 -> FLOAT64', (x, digits) => `${name}(CAST(${x} AS DOUBLE), CAST(${digits} AS INTEGER))`),
  ];
}

function extreme(name: 'greatest' | 'least'): Signature[] {
  // DuckDB skips NULLs and takes NaN for the greatest; GoogleSQL answers NULL, and NaN, where there is one.
  const guarded = (args: readonly string[], floats: boolean) => bind(args, (...values) => {
    const nan = floats ? ` WHEN ${values.map((value) => `isnan(${value})`).join(' OR ')} THEN CAST('nan' AS DOUBLE)` : '';
    return `CASE WHEN ${values.map((value) => `${value} IS NULL`).join(' OR ')} THEN NULL${nan} ELSE ${name}(${values.join(', ')}) END`;
  });
  return [signature('FLOAT64* -> FLOAT64', (...args) => guarded(args, true)), signature('T* -> T', (...args) => guarded(args, false))];
}

const integerDivision = (name: string, operator: string) => signature('INT64, INT64 -> INT64', (a, b) => bind([a, b], (x, y) => `CASE WHEN ${y} = 0 THEN ${name === 'MOD' ? raise('division by zero: MOD(', x, `', 0)'`) : divisionByZero(x, y)} WHEN ${name === 'MOD' ? `${y} = -1 THEN CAST(0 AS BIGINT)` : 'FALSE THEN NULL'} ELSE ${x} ${operator} ${y} END`));
const numericModulo = signature('NUMERIC, NUMERIC -> NUMERIC', (a, b) => bind([a, b], (x, y) => `CASE WHEN ${y} = 0 THEN ${raise('division by zero: MOD(', x, `', 0)'`)} ELSE ${numeric(`${x} % ${y}`)} END`));
const powers = floatingOnly('POW', 2);
const abs: Signature[] = [native('INT64 -> INT64', 'abs'), native('NUMERIC -> NUMERIC', 'abs'), native('FLOAT64 -> FLOAT64', 'abs')];
const sign = (type: string, duck: string) => signature(`${type} -> ${type}`, (x) => `CAST(sign(${x}) AS ${duck})`);
const logarithm = [...floatingOnly('LN'), refused('NUMERIC, NUMERIC -> NUMERIC', 'LOG of NUMERIC'), logarithmToBase];
const ceilings = rounding('ceil');

export const MATH_FUNCTIONS: Family = {
  ABS: abs,
  ACOS: floating('ACOS'),
  ASIN: floating('ASIN'),
  ATAN: [native('FLOAT64 -> FLOAT64', 'atan')],
  ATAN2: [native('FLOAT64, FLOAT64 -> FLOAT64', 'atan2')],
  BIT_COUNT: [signature('INT64 -> INT64', (x) => `CAST(bit_count(${x}) AS BIGINT)`), refused('BYTES -> INT64', 'BIT_COUNT of BYTES')],
  CEIL: ceilings,
  CEILING: ceilings,
  COS: periodic('cos'),
  DIV: [integerDivision('DIV', '//'), refused('NUMERIC, NUMERIC -> NUMERIC', 'DIV of NUMERIC')],
  EXP: floatingOnly('EXP'),
  FLOOR: rounding('floor'),
  GREATEST: extreme('greatest'),
  IEEE_DIVIDE: [signature('FLOAT64, FLOAT64 -> FLOAT64', (a, b) => `(${a} / ${b})`)],
  IS_INF: [native('FLOAT64 -> BOOL', 'isinf')],
  IS_NAN: [native('FLOAT64 -> BOOL', 'isnan')],
  LEAST: extreme('least'),
  LN: floatingOnly('LN'),
  LOG: logarithm,
  LOG10: floatingOnly('LOG10'),
  MOD: [integerDivision('MOD', '%'), numericModulo],
  POW: powers,
  POWER: powers,
  RAND: [signature('-> FLOAT64', () => 'random()')],
  ROUND: [...withDigits('round'), refused('NUMERIC, INT64, STRING -> NUMERIC', 'ROUND with a rounding mode')],
  SAFE_DIVIDE: [
    signature('NUMERIC, NUMERIC -> NUMERIC', (a, b) => bind([a, b], (x, y) => `CASE WHEN ${y} <> 0 THEN TRY(${numericQuotient(x, y)}) END`)),
    signature('FLOAT64, FLOAT64 -> FLOAT64', (a, b) => bind([a, b], (x, y) => withoutErrors(emitArithmetic('/', 'FLOAT64', x, y)))),
    signature('INT64, INT64 -> FLOAT64', (a, b) => bind([a, b], (x, y) => `CASE WHEN ${y} <> 0 THEN ${x} / ${y} END`)),
  ],
  SIGN: [sign('INT64', 'BIGINT'), sign('NUMERIC', 'DECIMAL(38,9)'), signature('FLOAT64 -> FLOAT64', (x) => bind([x], (n) => `CASE WHEN isnan(${n}) THEN ${n} ELSE CAST(sign(${n}) AS DOUBLE) END`))],
  SIN: periodic('sin'),
  SQRT: floatingOnly('SQRT'),
  TAN: periodic('tan'),
  TRUNC: withDigits('trunc'),
};
