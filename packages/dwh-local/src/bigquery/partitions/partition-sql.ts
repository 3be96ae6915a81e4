import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import { findField, type Field } from '../schema/field.js';
import { NULL_PARTITION, UNPARTITIONED, type PartitionRange } from './decorator.js';
import type { IntegerRange, Partitioning, PartitionUnit } from './partitioning.js';

/** The hidden column of tables that are partitioned by ingestion time. */
export const INGESTION_COLUMN = '_PARTITIONTIME';

const ID_FORMAT: Record<PartitionUnit, string> = { HOUR: '%Y%m%d%H', DAY: '%Y%m%d', MONTH: '%Y%m', YEAR: '%Y' };

/** The column that decides the partition, by its name in storage. */
export function partitionColumn(partitioning: Partitioning, fields: readonly Field[]): string {
  if (partitioning.field === undefined) return INGESTION_COLUMN;
  return findField(fields, partitioning.field)?.name ?? partitioning.field;
}

/** SQL for the id of a row's partition. */
export function partitionIdSql(partitioning: Partitioning, fields: readonly Field[]): string {
  const column = quoteIdentifier(partitionColumn(partitioning, fields));
  if (partitioning.type === 'RANGE') return rangeIdSql(column, partitioning.range);
  const id = `strftime(${column}::TIMESTAMP, '${ID_FORMAT[partitioning.type]}')`;
  if (partitioning.field === undefined) return `CASE WHEN ${column} IS NULL THEN '${NULL_PARTITION}' ELSE ${id} END`;
  return `CASE WHEN ${column} IS NULL THEN '${NULL_PARTITION}' WHEN year(${column}) NOT BETWEEN 1960 AND 2159 THEN '${UNPARTITIONED}' ELSE ${id} END`;
}

function rangeIdSql(column: string, range: IntegerRange | undefined): string {
  const { start, end, interval } = range ?? { start: 0, end: 0, interval: 1 };
  return `CASE WHEN ${column} IS NULL THEN '${NULL_PARTITION}' WHEN ${column} < ${start} OR ${column} >= ${end} THEN '${UNPARTITIONED}' ELSE (${start} + (${column} - ${start}) // ${interval} * ${interval})::BIGINT::VARCHAR END`;
}

/** SQL that is true for the rows of one partition. It names the column bare, so that DuckDB can skip by its statistics. */
export function inPartitionSql(partitioning: Partitioning, fields: readonly Field[], range: PartitionRange): string {
  const column = quoteIdentifier(partitionColumn(partitioning, fields));
  return `(${column} >= ${instantSql(partitioning, fields, range.start)} AND ${column} < ${instantSql(partitioning, fields, range.end)})`;
}

/** A literal of the partitioning column's type for a UTC text `YYYY-MM-DD HH:MM:SS`. */
export function instantSql(partitioning: Partitioning, fields: readonly Field[], text: string): string {
  const name = partitionColumn(partitioning, fields);
  if (partitioning.type === 'RANGE') return text;
  const type = name === INGESTION_COLUMN ? 'TIMESTAMP' : findField(fields, name)?.type;
  if (type === 'DATE') return `DATE ${quoteLiteral(text.slice(0, text.indexOf(' ')))}`;
  return type === 'DATETIME' ? `TIMESTAMP ${quoteLiteral(text)}` : `TIMESTAMPTZ ${quoteLiteral(`${text}+00`)}`;
}
