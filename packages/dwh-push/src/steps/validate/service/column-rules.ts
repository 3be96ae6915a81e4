import type { Column } from '../../../contract/column.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import { TYPE_RULES } from '../type-checks.js';
import type { Parameters } from './parameters.js';
import { inDoubt, outOfRange, typePattern } from './type-patterns.js';
import { Inexpressible, valueRules, type SqlRule } from './value-rules.js';

export interface ColumnRules {
  readonly column: Column;
  /** In the order in which they are asked. */
  readonly rules: readonly SqlRule[];
  /** SQL that is true where only reading the text can tell. */
  readonly doubt: string | undefined;
}

/**
 * What `compileRecordCheck` asks of the text of a column, as SQL over an external table of STRING columns in which only the null marker is NULL.
 *
 * @param partition - the partition that every value must belong to; undefined: the column partitions nothing
 * @throws Inexpressible
 */
export function columnRules(column: Column, cell: string, partition: PartitionTime | undefined, parameters: Parameters): ColumnRules {
  refuseCode(column);
  const pattern = typePattern(column);
  const range = outOfRange(column, cell);
  const typeBroken = [...(pattern === undefined ? [] : [`NOT REGEXP_CONTAINS(${cell}, r'${pattern}')`]), ...(range === undefined ? [] : [range])];
  const typed: SqlRule[] = [
    ...typeBroken.map((broken) => ({ rule: TYPE_RULES[column.type], broken })),
    ...(partition === undefined ? [] : [{ rule: 'partition', broken: outsidePartition(column, cell, partition, parameters) }]),
    ...(column.check === undefined ? [] : valueRules(column.check, { column, cell, parameters })),
  ];
  const present = (rule: SqlRule): SqlRule => ({ ...rule, broken: `${cell} != '' AND (${rule.broken})` });
  const absent = partition !== undefined ? 'partition' : column.mode === 'NULLABLE' ? undefined : column.type === 'STRING' ? undefined : 'required';
  const emptyIsValue = column.mode === 'REQUIRED' && column.type === 'STRING';
  const doubts = [inDoubt(column, cell), ...(partition === undefined ? [] : [timeInDoubt(column, cell)])].filter((doubt) => doubt !== undefined);
  return {
    column,
    rules: [{ rule: 'null_marker', broken: `${cell} IS NULL` }, ...(absent === undefined ? [] : [{ rule: absent, broken: `${cell} = ''` }]), ...(emptyIsValue ? typed : typed.map(present))],
    doubt: doubts.length === 0 ? undefined : doubts.join(' OR '),
  };
}

/** SQL that is true where only reading the text tells whether an instant is in a partition: BigQuery casts none with an offset and no seconds. */
export function timeInDoubt({ type }: Column, cell: string): string | undefined {
  return type === 'TIMESTAMP' ? `REGEXP_CONTAINS(${cell}, r'[T ][0-9]{2}:[0-9]{2}[-+]')` : undefined;
}

/** @throws Inexpressible for what is code, or nested, or has values that SQL does not tell. */
export function refuseCode({ name, type, mode, fields, way, nullForCheck }: Column): void {
  const refuse = (why: string) => new Inexpressible(`column "${name}" ${why}`);
  if (fields !== undefined || mode === 'REPEATED') throw refuse('is nested');
  if (way === 'rows') throw refuse('has a schema that changes values, or is code');
  if (nullForCheck !== 'not-checked') throw refuse('has a check that sees NULL');
  if (type === 'JSON' || type === 'BIGNUMERIC') throw refuse(`is of the type ${type}, whose texts are told by reading them`);
}

/** The text is a value of its type. Instants with an offset are compared as such; every other text begins with its partition. */
export function outsidePartition({ type }: Column, cell: string, partition: PartitionTime, parameters: Parameters): string {
  const elsewhere = `NOT STARTS_WITH(REPLACE(${cell}, ' ', 'T'), ${parameters.add('STRING', partition.date)})`;
  if (type !== 'TIMESTAMP') return elsewhere;
  return `CASE WHEN ENDS_WITH(${cell}, 'Z') THEN ${elsewhere} ELSE COALESCE(${outsideInstants(`SAFE_CAST(${cell} AS TIMESTAMP)`, partition, parameters)}, TRUE) END`;
}

/** SQL that is true where a TIMESTAMP is not in a partition. */
export function outsideInstants(instant: string, { start, end }: PartitionTime, parameters: Parameters): string {
  const from = parameters.add('TIMESTAMP', new Date(start).toISOString());
  // The first instant behind the year 9999 has no text.
  const last = parameters.add('TIMESTAMP', new Date(end - 1).toISOString().replace(/\d{3}Z$/, '999999Z'));
  return `${instant} NOT BETWEEN ${from} AND ${last}`;
}
