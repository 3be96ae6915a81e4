/** A property of a row. What every object inherits (`toString`, `constructor`) is no property of it; a getter of its class is. */
export function ownValue(row: object, name: string): unknown {
  if (!Object.hasOwn(row, name) && name in Object.prototype) return undefined;
  return (row as Readonly<Record<string, unknown>>)[name];
}
