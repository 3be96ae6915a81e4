import { $ZodObject, safeParse, type $ZodType } from 'zod/v4/core';

import type { Column } from '../../../contract/column.js';
import { inputFormOf } from '../../../contract/input-form.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import { outsidePartition, refuseCode, timeInDoubt } from './column-rules.js';
import { jsonKind } from './json-kinds.js';
import type { Parameters } from './parameters.js';
import { inDoubt } from './type-patterns.js';
import { Inexpressible, valueRules, type SqlRule } from './value-rules.js';

export interface JsonRules {
  readonly column: Column;
  /** SQL for the value's text as a CSV would have it. */
  readonly cell: string;
  /** What the schema asks, in its order. */
  readonly rules: readonly SqlRule[];
  /** Asked behind the rules of all columns. */
  readonly partition: readonly SqlRule[];
  readonly doubt: string | undefined;
}

interface Names {
  /** SQL for the JSON text of the value; NULL where its key is missing. */
  readonly token: string;
  readonly cell: string;
}

/**
 * What the row way asks of a column of JSON, as SQL.
 *
 * @param partition - the partition that every value must belong to; undefined: the column partitions nothing
 * @throws Inexpressible
 */
export function jsonRules(column: Column, { token, cell }: Names, partition: PartitionTime | undefined, parameters: Parameters): JsonRules {
  refuseCode(column);
  if (column.name in Object.prototype) throw new Inexpressible(`column "${column.name}" is called like what every object has`);
  const kind = jsonKind(column, inputFormOf(column.schema));
  if (kind === undefined) throw new Inexpressible(`column "${column.name}" takes values of which SQL does not see how BigQuery reads them`);
  const asked = column.check === undefined ? [] : valueRules(column.check, { column, cell, parameters });
  const doubts = [kind.doubt(token, cell), inDoubt(column, cell), ...(partition === undefined ? [] : [timeInDoubt(column, cell)])].filter((doubt) => doubt !== undefined);
  return {
    column,
    cell: kind.cell(token),
    rules: [
      ...absenceRules(column, token),
      ...kind.others.map(({ first, sample }) => ({ rule: ruleOf(column, sample), broken: `REGEXP_CONTAINS(${token}, r'^${first}')` })),
      ...asked.map(({ rule, broken }) => ({ rule, broken: `${token} != 'null' AND (${broken})` })),
    ],
    partition:
      partition === undefined
        ? []
        : [
            { rule: 'partition', broken: `COALESCE(${token}, 'null') = 'null'` },
            { rule: 'partition', broken: `${token} != 'null' AND (${outsidePartition(column, cell, partition, parameters)})` },
          ],
    doubt: doubts.length === 0 ? undefined : doubts.map((doubt) => `COALESCE(${token} != 'null' AND (${doubt}), FALSE)`).join(' OR '),
  };
}

/** A key that is missing and one that is null are two things to a schema. */
function absenceRules(column: Column, token: string): readonly SqlRule[] {
  if (column.mode === 'REQUIRED') return [{ rule: 'required', broken: `COALESCE(${token}, 'null') = 'null'` }];
  const ofNull = brokenBy(column.schema, null);
  const ofMissing = brokenBy(new $ZodObject({ type: 'object', shape: { value: column.schema } }), {});
  if (ofMissing !== brokenBy(column.schema, undefined)) throw new Inexpressible(`column "${column.name}" tells a missing value from one that is undefined`);
  return [
    ...(ofMissing === undefined ? [] : [{ rule: ofMissing, broken: `${token} IS NULL` }]),
    ...(ofNull === undefined ? [] : [{ rule: ofNull, broken: `${token} = 'null'` }]),
  ];
}

/** What the schema says of a value of another kind. */
function ruleOf({ name, schema }: Column, sample: unknown): string {
  const rule = brokenBy(schema, sample);
  if (rule === undefined) throw new Inexpressible(`column "${name}" takes values of several kinds`);
  return rule;
}

/** The schema holds no code: that was refused before. */
function brokenBy(schema: $ZodType, value: unknown): string | undefined {
  return safeParse(schema, value).error?.issues[0]?.code;
}
