/** What an answer says is read piece by piece, each at its type: a page of another version than its warehouse says so instead of showing nonsense. */
export type Json = Readonly<Record<string, unknown>>;

/** @throws TypeError where the answer has something else */
export function object(value: unknown): Json {
  if (!isObject(value)) throw unexpected('an object');
  return value;
}

/** @throws TypeError where the answer has something else */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw unexpected('a text');
  return value;
}

/** The items of a list, none where the answer leaves it out. @throws TypeError where it has something else */
export function list<T>(value: unknown, read: (item: unknown) => T): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw unexpected('a list');
  const items: readonly unknown[] = value;
  return items.map((item) => read(item));
}

/** Undefined where the answer leaves it out. */
export function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(wanted: string): TypeError {
  return new TypeError(`The warehouse answered something else than ${wanted} where the page expects one. Load the page again.`);
}
