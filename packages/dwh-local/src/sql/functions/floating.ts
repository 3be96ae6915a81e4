import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { refused, signature, type Signature } from './signature.js';

const NAN = "CAST('nan' AS DOUBLE)";
const SHOWN: Readonly<Record<number, string>> = { 1: 'FLOAT64 -> FLOAT64', 2: 'FLOAT64, FLOAT64 -> FLOAT64' };

/**
 * A function of FLOAT64 that fails where it has no value or exceeds the type, for which DuckDB answers NaN or infinity, or fails in its own words.
 * Source: https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/mathematical_functions
 */
export function floating(name: string, count: 1 | 2 = 1): Signature[] {
  return [signature(SHOWN[count] as string, (...args) => bind(args, (...values) => checked(name, values, `${name.toLowerCase()}(${values.join(', ')})`)))];
}

/** One that the service has for NUMERIC too, with that type's digits. */
export function floatingOnly(name: string, count: 1 | 2 = 1): Signature[] {
  return [refused(`${Array.from({ length: count }, () => 'NUMERIC').join(', ')} -> NUMERIC`, `${name} of NUMERIC`), ...floating(name, count)];
}

function checked(name: string, values: readonly string[], computed: string): string {
  const result = `TRY(${computed})`;
  const all = (test: (value: string) => string) => values.map(test).join(' AND ');
  const shown = values.flatMap((value, index) => [...(index === 0 ? [] : ["', '"]), `format('{:g}', ${value})`]);
  const fails = [
    `${result} IS NULL AND ${all((value) => `${value} IS NOT NULL`)}`,
    `isnan(${result}) AND ${all((value) => `NOT isnan(${value})`)}`,
    `isinf(${result}) AND ${all((value) => `isfinite(${value})`)}`,
  ];
  return `CASE WHEN ${fails.map((test) => `(${test})`).join(' OR ')} THEN ${raise(`Floating point error in function: ${name}(`, ...shown, "')'")} ELSE ${result} END`;
}

/** A function that is NaN at the infinities, where DuckDB fails. */
export function periodic(name: string): Signature[] {
  return [signature('FLOAT64 -> FLOAT64', (x) => bind([x], (value) => `CASE WHEN isinf(${value}) THEN ${NAN} ELSE ${name}(${value}) END`))];
}

/** `LOG(x, base)`. */
export const logarithmToBase = signature('FLOAT64, FLOAT64 -> FLOAT64', (a, b) =>
  bind([a, b], (x, base) => `CASE WHEN ${x} = CAST('-inf' AS DOUBLE) OR ${base} = CAST('inf' AS DOUBLE) THEN ${NAN} ELSE ${checked('LOG', [x as string, base as string], `ln(${x}) / ln(${base})`)} END`),
);
