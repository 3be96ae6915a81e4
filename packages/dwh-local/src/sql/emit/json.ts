import { quoteString } from './quote.js';

/** `json.name`; JSON's NULL where there is no such field, or no object. */
export function jsonField(sql: string, name: string): string {
  return `json_extract(${sql}, ${quoteString(`$."${name.replaceAll('"', '\\"')}"`)})`;
}
