import type { OptionValue } from '../../sql/translation.js';
import { parseLabels, type Labels } from '../labels.js';
import { invalid, notImplemented } from '../refusals.js';

type Options = Readonly<Record<string, OptionValue>>;

/** @throws ApiError 501 for an option that is set and would not be honoured. */
export function refuseOptions(options: Options, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name) && options[name] !== null);
  if (unknown !== undefined) throw notImplemented(`OPTIONS(${unknown})`);
}

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`OPTIONS(${name}) must be a string.`);
  return value;
}

/** `[("key", "value"), ...]`; a pair comes as a list of two or as an object of two values. */
export function labelsOption(options: Options): Labels {
  const value = options['labels'];
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) throw invalid('OPTIONS(labels) must be an array of pairs.');
  return parseLabels(Object.fromEntries(value.map((pair) => (Array.isArray(pair) ? pair : Object.values(pair ?? {})).slice(0, 2) as [string, unknown])));
}

/** A number of days in milliseconds. */
export function daysOption(options: Options, name: string): number | undefined {
  const days = options[name];
  if (days === undefined || days === null) return undefined;
  if (typeof days !== 'number' || days <= 0) throw invalid(`OPTIONS(${name}) must be a positive number of days.`);
  return Math.round(days * 86_400_000);
}
