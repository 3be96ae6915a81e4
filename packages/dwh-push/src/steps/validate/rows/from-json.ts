import { ExactNumber } from '../../../batch/exact-number.js';
import type { InputForm } from '../../../contract/input-form.js';
import { isTimestamp } from '../values/times.js';
import { isInt64, isSafeInteger } from '../values/numbers.js';
import { Broken } from './broken.js';
import { decimalText } from './decimal-text.js';
import { holds } from './holds.js';

/**
 * Makes of a value that came as JSON (or from a file that has its types) what the schema takes: 64-bit numbers and decimals without a JavaScript number in between, dates from their text.
 * What is of another type already stays, for the schema to judge.
 */
export function fromJson(value: unknown, form: InputForm): unknown {
  switch (form.kind) {
    case 'number':
      if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : new Broken('number');
      return value instanceof ExactNumber ? finite(Number(value.text)) : value;
    case 'integer':
      return typeof value === 'bigint' || value instanceof ExactNumber ? safeIntegerOf(value) : value;
    case 'bigint':
      return bigintOf(value);
    case 'decimal':
      return decimalOf(value);
    case 'float64':
      if (value instanceof ExactNumber) return finite(Number(value.text));
      return typeof value === 'string' ? float64Of(value) : value;
    case 'date':
      return typeof value === 'string' ? dateOf(value) : value;
    case 'any':
      return value instanceof ExactNumber ? value.text : value;
    case 'object':
      return objectOf(value, form.fields);
    case 'array':
      return Array.isArray(value) ? arrayOf(value, form.element) : value;
    default:
      return value;
  }
}

function safeIntegerOf(value: bigint | ExactNumber): number | Broken {
  const text = value instanceof ExactNumber ? value.text : String(value);
  return holds(isSafeInteger, text) ? Number(text) : new Broken('integer');
}

function bigintOf(value: unknown): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string') return value;
  return holds(isInt64, text) ? BigInt(text) : new Broken('integer');
}

function decimalOf(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const text = value instanceof ExactNumber ? value.text : typeof value === 'number' ? String(value) : undefined;
  return text === undefined ? value : (decimalText(text) ?? new Broken('numeric'));
}

/** NaN and the infinities have no JSON number; by their names they are known to the warehouse as well. */
export function float64Of(text: string): number | Broken {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return Number(text);
  return new Broken('number');
}

/** A JavaScript date has milliseconds: text with more would lose them. */
export function dateOf(text: string): Date | Broken {
  if (!holds(isTimestamp, text) || /\.\d{3}\d*[1-9]/.test(text)) return new Broken('timestamp');
  return new Date(text.replace(' ', 'T').replace(/\.(\d{1,3})\d*/, (_, digits: string) => `.${digits.padEnd(3, '0')}`));
}

function finite(number: number): number | Broken {
  return Number.isFinite(number) ? number : new Broken('number');
}

/** Without what objects inherit, which zod would read where a field is missing. */
function objectOf(value: unknown, fields: ReadonlyMap<string, InputForm>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof ExactNumber) return value;
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value)) {
    const form = fields.get(name);
    // zod passes over this one key without a word.
    if (name === '__proto__') return new Broken('unrecognized_keys');
    const taken = form === undefined ? item : fromJson(item, form);
    if (taken instanceof Broken) return taken.under(name);
    object[name] = taken;
  }
  return object;
}

function arrayOf(items: readonly unknown[], element: InputForm): unknown {
  const taken: unknown[] = [];
  for (const item of items) {
    const value = fromJson(item, element);
    if (value instanceof Broken) return value;
    taken.push(value);
  }
  return taken;
}
