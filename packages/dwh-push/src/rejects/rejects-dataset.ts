import * as z from 'zod';

import type { Column } from '../contract/column.js';
import type { Contract } from '../contract/contract.js';
import { defineDataset } from '../dataset.js';
import type { TableRef } from '../ports/warehouse.js';

const schema = z.object({
  source: z.string().describe('What was read, without credentials or query.'),
  record: z.int().describe('Which record of the source, from 1.'),
  byte_offset: z.int().nullable().describe('Where the record begins in the source, in bytes; NULL where the source has no bytes.'),
  reasons: z.array(z.object({ column: z.string().nullable(), rule: z.string() })).describe('Which rules the record breaks, and in which column.'),
  format: z.enum(['csv', 'json', 'values']).describe('How the record is written: csv, json, or the values of a program as JSON, in which {"$type": ...} stands for what JSON has no value for.'),
  columns: z.array(z.string()).describe('The columns that the fields of a CSV record are, in their order; empty where it is no record, or JSON.'),
  raw: z.string().nullable().describe('The record as the source has it; NULL where it is no text.'),
  raw_base64: z.string().nullable().describe('The record in base64, where it is no text.'),
  run: z.string().describe('The run of the push that rejected the record.'),
  replay: z.string().nullable().describe('What the ids of the load jobs begin with that add the record to its table at this moment.'),
});

/** Where the rejected records of a table go. */
export function rejectsTable(table: TableRef): TableRef {
  return { ...table, table: `${table.table}_rejects` };
}

/** Dead letters are kept as their dataset is: one partition for each of its partitions, for as long. A whole record holds every column, so the tag of the first guarded one guards it. */
export function rejectsContract({ partitioning, expirationDays, labels, columns }: Contract): Contract {
  const policyTag = firstTag(columns);
  const { contract } = defineDataset({
    schema,
    description: 'Records that were rejected by the last push of each partition.',
    partitioning: partitioning.type === 'none' ? 'none' : { type: partitioning.type },
    labels,
    ...(expirationDays === undefined ? {} : { expirationDays }),
  });
  return { ...contract, columns: contract.columns.map((column) => (column.name.startsWith('raw') ? { ...column, policyTag } : column)) };
}

function firstTag(columns: readonly Column[]): string | undefined {
  for (const { policyTag, fields } of columns) {
    const tag = policyTag ?? firstTag(fields ?? []);
    if (tag !== undefined) return tag;
  }
  return undefined;
}
