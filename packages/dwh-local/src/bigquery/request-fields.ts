import { invalid } from './refusals.js';

type Body = Readonly<Record<string, unknown>>;

/** A string field, or undefined where it is absent or null. @throws ApiError 400 where it is something else. */
export function optionalString(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`Invalid value for: ${name} is not a valid value`, name);
  return value;
}

/** A boolean field; `"true"` counts, as it does for the service. */
export function optionalBoolean(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(`Invalid value for: ${name} is not a valid value`, name);
}

/** An integer field, given as a JSON number or as a decimal string (int64 travels as a string). */
export function optionalInteger(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw invalid(`Invalid value for: ${name} is not a valid value`, name);
  return number;
}

export function optionalObject(body: Body, name: string): Record<string, unknown> | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(`Invalid value for: ${name} is not a valid value`, name);
  return value as Record<string, unknown>;
}

export function optionalStrings(body: Body, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw invalid(`Invalid value for: ${name} is not a valid value`, name);
  return value;
}

export function optionalObjects(body: Body, name: string): Record<string, unknown>[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))) {
    throw invalid(`Invalid value for: ${name} is not a valid value`, name);
  }
  return value as Record<string, unknown>[];
}

/** One of the named values, or undefined. */
export function optionalChoice<const Choice extends string>(body: Body, name: string, choices: readonly Choice[]): Choice | undefined {
  const value = optionalString(body, name);
  if (value === undefined || value === '') return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw invalid(`Invalid value for ${name}: ${value} is not a valid value`, name);
  return choice;
}

/** A whole number from the query string, or undefined. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null || text === '' ? undefined : optionalInteger({ [name]: text }, name);
}
