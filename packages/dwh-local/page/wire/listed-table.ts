import { object, text } from './json.js';
import { partitioningOf, type Partitioning } from './partitioning.js';

/** What tables.list says of a table. */
export interface ListedTable {
  readonly name: string;
  readonly kind: string;
  readonly partitioning: Partitioning | undefined;
}

export function listedTableOf(value: unknown): ListedTable {
  const listed = object(value);
  return { name: text(object(listed['tableReference'])['tableId']), kind: text(listed['type']), partitioning: partitioningOf(listed) };
}
