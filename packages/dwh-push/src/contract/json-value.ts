/** What a JSON column takes: anything that JSON can write. `null` itself is the column's NULL. */
export type JsonValue = string | number | boolean | readonly (JsonValue | null)[] | { readonly [key: string]: JsonValue | null };
