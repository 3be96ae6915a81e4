/** A value as google.protobuf.Value, which gRPC clients take as it is. */
export type ProtoValue = { nullValue: 'NULL_VALUE' } | { numberValue: number } | { stringValue: string } | { boolValue: boolean } | { structValue: ProtoStruct } | { listValue: { values: ProtoValue[] } };
export interface ProtoStruct {
  readonly fields: Readonly<Record<string, ProtoValue>>;
}

/** JSON as google.protobuf.Struct; what is undefined is left out. */
export function structOf(object: Readonly<Record<string, unknown>>): ProtoStruct {
  return { fields: Object.fromEntries(Object.entries(object).flatMap(([key, value]) => (value === undefined ? [] : [[key, valueOf(value)]]))) };
}

function valueOf(value: unknown): ProtoValue {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(valueOf) } };
  return typeof value === 'object' ? { structValue: structOf(value as Readonly<Record<string, unknown>>) } : { stringValue: String(value) };
}

/** google.protobuf.Struct as JSON. */
export function plainStruct(struct: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries((struct as { fields?: Record<string, unknown> } | null | undefined)?.fields ?? {}).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  const { numberValue, stringValue, boolValue, structValue, listValue } = (value ?? {}) as Record<string, unknown>;
  if (structValue !== undefined && structValue !== null) return plainStruct(structValue);
  if (listValue !== undefined && listValue !== null) return ((listValue as { values?: readonly unknown[] }).values ?? []).map(plainValue);
  return numberValue ?? stringValue ?? boolValue ?? null;
}
