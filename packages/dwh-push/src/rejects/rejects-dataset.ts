import * as z from 'zod';

import type { Column } from '../contract/column.js';
import type { Contract } from '../contract/contract.js';
import { defineDataset } from '../dataset.js';
import { DwhPushError } from '../errors.js';
import type { TableField, TableRef, TableState } from '../ports/warehouse.js';
import { policyTagOf } from '../steps/load/schema-difference.js';

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

/** Dead letters are kept as their dataset is: one partition for each of its partitions, for as long. @param policyTag - guards the records */
export function rejectsContract({ partitioning, expirationDays, labels }: Contract, policyTag: string | undefined): Contract {
  const { contract } = defineDataset({
    schema,
    description: 'Records that were rejected by the last push of each partition.',
    partitioning: partitioning.type === 'none' ? 'none' : { type: partitioning.type },
    labels,
    ...(expirationDays === undefined ? {} : { expirationDays }),
  });
  return { ...contract, columns: contract.columns.map((column) => (column.name.startsWith('raw') ? { ...column, policyTag } : column)) };
}

/**
 * The policy tag that guards whole records: that of the guarded columns, of the contract and of the table as it is.
 *
 * @param chosen - the one that the push names for them
 * @throws DwhPushError `LOAD_POLICY_TAG_MISSING` where columns have different ones: who may read behind one of them need not read what is behind the others
 */
export function tagOfLetters({ columns }: Contract, table: TableState | undefined, chosen: string | undefined): string | undefined {
  const tags = new Set([...tagsOfColumns(columns), ...(table?.fields ?? []).flatMap(tagsOfField)]);
  if (chosen !== undefined || tags.size <= 1) return chosen ?? [...tags][0];
  throw new DwhPushError('LOAD_POLICY_TAG_MISSING', `Dead letters hold whole records, and ${tags.size} different policy tags guard columns of the dataset: name the class whose tag is to guard whole records, rejects: { max, personalData }.`);
}

/** That which a table of dead letters has. */
export function tagOnLetters(letters: TableState): string | undefined {
  const raw = letters.fields.find(({ name }) => name === 'raw');
  return raw === undefined ? undefined : policyTagOf(raw);
}

function tagsOfColumns(columns: readonly Column[]): readonly string[] {
  return columns.flatMap(({ policyTag, fields }) => [...(policyTag === undefined ? [] : [policyTag]), ...tagsOfColumns(fields ?? [])]);
}

function tagsOfField(field: TableField): readonly string[] {
  const tag = policyTagOf(field);
  const nested = field.fields as readonly TableField[] | undefined;
  return [...(tag === undefined ? [] : [tag]), ...(nested ?? []).flatMap(tagsOfField)];
}
