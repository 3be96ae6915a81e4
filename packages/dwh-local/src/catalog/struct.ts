/** A google.protobuf.Value as JSON has it. */
export function plainValue(value: unknown): unknown {
  const { nullValue, numberValue, stringValue, boolValue, structValue, listValue } = (value ?? {}) as Record<string, unknown>;
  if (structValue !== undefined) return plainStruct(structValue);
  if (listValue !== undefined) return ((listValue as { values?: readonly unknown[] }).values ?? []).map(plainValue);
  return numberValue ?? stringValue ?? boolValue ?? (nullValue === undefined ? null : null);
}

/** A google.protobuf.Struct as JSON has it. */
export function plainStruct(struct: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries((struct as { fields?: Record<string, unknown> } | undefined)?.fields ?? {}).map(([key, value]) => [key, plainValue(value)]));
}

/** JSON as google.protobuf.Struct. */
export function structOf(object: Readonly<Record<string, unknown>>): { readonly fields: Record<string, object> } {
  return { fields: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, valueOf(value)])) };
}

function valueOf(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(valueOf) } };
  return typeof value === 'object' ? { structValue: structOf(value as Record<string, unknown>) } : { stringValue: String(value) };
}
