import { safeParse } from 'zod/v4/core';

import type { Column, ColumnType } from '../../../contract/column.js';
import { inputFormOf } from '../../../contract/input-form.js';
import { checksOf, formatOf } from '../../../contract/schema-facts.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import { outsideInstants, outsidePartition, refuseCode } from './column-rules.js';
import type { Parameters } from './parameters.js';
import { Inexpressible, valueRules, type SqlRule } from './value-rules.js';

export interface ParquetRules {
  readonly column: Column;
  /** What the schema asks, in its order. */
  readonly rules: readonly SqlRule[];
  /** Asked behind the rules of all columns. */
  readonly partition: readonly SqlRule[];
  readonly doubt: string | undefined;
}

/** SQL for a value as rules look at it: its text, or for FLOAT64 itself. */
const CELLS: Readonly<Partial<Record<ColumnType, (value: string) => string>>> = {
  STRING: (value) => value,
  INT64: (value) => `CAST(${value} AS STRING)`,
  FLOAT64: (value) => value,
  BOOL: (value) => `CAST(${value} AS STRING)`,
  DATE: (value) => `CAST(${value} AS STRING)`,
  TIMESTAMP: (value) => value,
  NUMERIC: (value) => value,
};

/** As the stream writes instants of a file: with up to six digits behind the second, and no zeros at their end. */
const INSTANTS = ['', '.1', '.12', '.123', '.1234', '.12345', '.123456'].map((fraction) => `2021-04-03T10:00:00${fraction}Z`);

/**
 * What the row way asks of a column of Parquet, as SQL over the column as BigQuery reads it.
 *
 * @param value - how SQL calls it
 * @param partition - the partition that every value must belong to; undefined: the column partitions nothing
 * @throws Inexpressible
 */
export function parquetRules(column: Column, value: string, partition: PartitionTime | undefined, parameters: Parameters): ParquetRules {
  refuseCode(column);
  const cell = CELLS[column.type]?.(value);
  if (cell === undefined) throw new Inexpressible(`column "${column.name}" is of the type ${column.type}, which Parquet stores in several ways`);
  const asked = asksOf(column, cell, parameters);
  return {
    column,
    rules: [...(column.mode === 'REQUIRED' ? [{ rule: 'required', broken: `${value} IS NULL` }] : []), ...asked.map(({ rule, broken }) => ({ rule, broken: `${value} IS NOT NULL AND (${broken})` }))],
    partition:
      partition === undefined
        ? []
        : [
            { rule: 'partition', broken: `${value} IS NULL` },
            { rule: 'partition', broken: column.type === 'TIMESTAMP' ? outsideInstants(value, partition, parameters) : outsidePartition(column, cell, partition, parameters) },
          ],
    doubt: doubtOf(column, value),
  };
}

function asksOf(column: Column, cell: string, parameters: Parameters): readonly SqlRule[] {
  const { name, type, check, schema } = column;
  if (check === undefined) return [];
  if (type === 'NUMERIC') throw new Inexpressible(`column "${name}" has a check of the text of a number`);
  if (type !== 'TIMESTAMP') return valueRules(check, { column, cell, parameters });
  const onlyFormat = formatOf(check) === 'datetime' && checksOf(check).length === 0;
  if (!onlyFormat || !INSTANTS.every((text) => safeParse(schema, text).success)) throw new Inexpressible(`column "${name}" has a check of the text of an instant`);
  return [];
}

/** SQL that is true where only reading the value tells which rule it breaks, or whether it is one. */
function doubtOf({ type, schema }: Column, value: string): string | undefined {
  const { kind } = inputFormOf(schema);
  if (type === 'STRING') return String.raw`REGEXP_CONTAINS(${value}, r'[\x{FFFD}\x00]')`;
  if (type === 'INT64' && kind === 'integer') return `${value} NOT BETWEEN -9007199254740991 AND 9007199254740991`;
  // Files hold instants that BigQuery has no year for, and nothing says that it refuses them.
  if (type === 'TIMESTAMP') return `${value} NOT BETWEEN TIMESTAMP '0001-01-01 00:00:00+00' AND TIMESTAMP '9999-12-31 23:59:59.999999+00'`;
  if (type === 'DATE') return `${value} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'`;
  return type === 'FLOAT64' ? `IS_NAN(${value}) OR IS_INF(${value})` : undefined;
}
