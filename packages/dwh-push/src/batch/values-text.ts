/** The key under which a value stands that JSON has none for. */
const TYPE = '$type';

/**
 * A row of a program as JSON, so that the very same values can be made of it again: what JSON has no value for is `{"$type": "date", "value": "..."}`. Never an error, whatever the row is; what cannot
 * be made again (functions, objects of classes) comes back as something that no contract takes.
 */
export function valuesText(row: unknown): string {
  try {
    return JSON.stringify(written(row, new Set()));
  } catch {
    return JSON.stringify(typed('unreadable', undefined));
  }
}

/** What `valuesText` has written. @throws SyntaxError where it has not */
export function valuesOfText(text: string): unknown {
  return read(JSON.parse(text));
}

function typed(type: string, value: unknown): object {
  return { [TYPE]: type, ...(value === undefined ? {} : { value }) };
}

function written(value: unknown, above: Set<object>): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : typed('number', Object.is(value, -0) ? '-0' : String(value));
    case 'bigint':
      return typed('bigint', String(value));
    case 'undefined':
      return typed('undefined', undefined);
    case 'string':
      return value.isWellFormed() ? value : typed('string', Buffer.from(value, 'utf16le').toString('base64'));
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : writtenObject(value, above);
    default:
      return typed('unreadable', undefined);
  }
}

function writtenObject(value: object, above: Set<object>): unknown {
  if (above.has(value)) return typed('unreadable', undefined);
  if (value instanceof Date) return typed('date', Number.isFinite(value.getTime()) ? value.toISOString() : 'invalid');
  if (value instanceof Uint8Array) return typed('bytes', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && Object.getPrototypeOf(prototype) !== null) return typed('unreadable', undefined);
  const below = new Set(above).add(value);
  if (Array.isArray(value)) return Array.from(value, (item) => written(item, below));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, written(item, below)]);
  // A key of the row that is called like ours, and the one that objects take for something else.
  return entries.some(([key]) => key === TYPE || key === '__proto__') ? typed('object', entries) : Object.fromEntries(entries);
}

/** What stands for a value that cannot be made again. */
const UNREADABLE = Symbol('unreadable');

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(read);
  const { [TYPE]: type, value: content } = value as { [TYPE]?: string; value?: unknown };
  switch (type) {
    case undefined:
      return objectOf(Object.entries(value));
    case 'number':
      return Number(content);
    case 'bigint':
      return BigInt(content as string);
    case 'undefined':
      return undefined;
    case 'string':
      return Buffer.from(content as string, 'base64').toString('utf16le');
    case 'date':
      return new Date(content as string);
    case 'bytes':
      return Buffer.from(content as string, 'base64');
    case 'object':
      return objectOf(content as [string, unknown][]);
    default:
      return UNREADABLE;
  }
}

function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  const object: Record<string, unknown> = {};
  for (const [key, item] of entries) Object.defineProperty(object, key, { value: read(item), enumerable: true, configurable: true, writable: true });
  return object;
}
