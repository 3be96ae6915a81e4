import { ExactNumber } from '../../../batch/exact-number.js';

/** How deep JSON may be nested. https://docs.cloud.google.com/bigquery/docs/json-data#limitations */
export const MAX_DEPTH = 500;

/** The JSON text of a value, or undefined where JSON cannot write it as it is: NaN, a function, a Date, half of a character. Numbers keep every digit that they have. */
export function jsonText(value: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : undefined;
    case 'number':
      if (!Number.isFinite(value)) return undefined;
      return Object.is(value, -0) ? '-0.0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (value instanceof ExactNumber) return Number.isFinite(Number(value.text)) ? value.text : undefined;
      return Array.isArray(value) ? arrayText(value, depth) : objectText(value, depth);
    default:
      return undefined;
  }
}

function arrayText(items: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    const item = jsonText(items[index], depth + 1);
    if (item === undefined) return undefined;
    text += index === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function objectText(object: object, depth: number): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  // A Date, a Map or a Buffer would become something else.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  let text = '{';
  for (const [key, item] of Object.entries(object)) {
    if (item === undefined) continue;
    const written = jsonText(item, depth + 1);
    if (written === undefined || !key.isWellFormed()) return undefined;
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${written}`;
  }
  return `${text}}`;
}
