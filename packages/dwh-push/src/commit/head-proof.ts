import { ServiceError } from '../ports/service-error.js';
import type { TableRef, Warehouse } from '../ports/warehouse.js';
import type { Head } from './head.js';

interface Options {
  readonly warehouse: Warehouse;
  readonly table: TableRef;
  readonly partition: string | undefined;
  readonly location: string;
}

/**
 * Whether a partition provably still holds what its head says: it was last changed while the job of the head ran, and has that job's rows. Asked of the table first, which costs nothing; where
 * other partitions were changed since, of the partition, by a small query. False where it cannot be told.
 */
export async function isStillThere({ ran, rows }: Head, { warehouse, table, partition, location }: Options): Promise<boolean> {
  if (ran === undefined) return false;
  const untouched = ({ modifiedAt }: { readonly modifiedAt: number }) => modifiedAt >= ran.from && modifiedAt <= ran.to;
  try {
    const content = (await warehouse.getTable(table))?.content;
    if (content === undefined || content.streaming) return false;
    if (partition === undefined) return untouched(content) && content.rows === rows;
    if (untouched(content)) return true;
    const found = (await warehouse.listPartitions(table, location, partition)).get(partition);
    return found !== undefined && untouched(found) && found.rows === rows;
  } catch (error) {
    // Without the right to ask, say: then it is loaded again.
    if (error instanceof ServiceError) return false;
    throw error;
  }
}
