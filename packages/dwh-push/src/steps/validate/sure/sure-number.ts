import type { $ZodCheck, $ZodChecks } from 'zod/v4/core';

import { shortNumber } from '../values/short-number.js';
import type { ByteCheck } from '../values/byte-check.js';

/** What numbers surely pass: an interval, its ends in or out, and steps. */
interface Range {
  min: number;
  max: number;
  above: number;
  below: number;
  steps: number[];
}

/** Bounds, integer formats and whole multiples. Numbers of more than 15 digits or with an exponent are left to zod. */
export function sureNumber(checks: readonly $ZodCheck[]): ByteCheck | undefined {
  const range: Range = { min: -Infinity, max: Infinity, above: -Infinity, below: Infinity, steps: [] };
  if (!checks.every((check) => narrow(range, check))) return undefined;
  const { min, max, above, below, steps } = range;
  return (bytes, start, end) => {
    const value = shortNumber(bytes, start, end);
    return value >= min && value <= max && value > above && value < below && (steps.length === 0 || steps.every((step) => value % step === 0));
  };
}

/** Values have at most 15 digits, so a bound that a double does not hold exactly is beyond all of them. */
function narrow(range: Range, check: $ZodCheck): boolean {
  const { def } = (check as $ZodChecks)._zod;
  switch (def.check) {
    case 'greater_than':
    case 'less_than': {
      if (typeof def.value !== 'number' && typeof def.value !== 'bigint') return false;
      const bound = Number(def.value);
      if (def.check === 'greater_than' && def.inclusive) range.min = Math.max(range.min, bound);
      else if (def.check === 'greater_than') range.above = Math.max(range.above, bound);
      else if (def.inclusive) range.max = Math.min(range.max, bound);
      else range.below = Math.min(range.below, bound);
      return true;
    }
    case 'multiple_of': {
      const step = Number(def.value);
      range.steps.push(step);
      return Number.isSafeInteger(step) && step !== 0;
    }
    case 'number_format':
    case 'bigint_format':
      return narrowToFormat(range, def.format);
    default:
      return false;
  }
}

function narrowToFormat(range: Range, format: string): boolean {
  if (format.includes('int')) range.steps.push(1);
  if (format === 'int32') [range.min, range.max] = [Math.max(range.min, -(2 ** 31)), Math.min(range.max, 2 ** 31 - 1)];
  else if (format === 'uint32') [range.min, range.max] = [Math.max(range.min, 0), Math.min(range.max, 2 ** 32 - 1)];
  else if (format === 'uint64') range.min = Math.max(range.min, 0);
  return ['int32', 'uint32', 'uint64', 'safeint', 'int64', 'float32', 'float64'].includes(format);
}
