import type { $ZodCheck, $ZodType } from 'zod/v4/core';

import type { Column, ColumnType } from '../../../contract/column.js';
import { checksOf, defOf } from '../../../contract/schema-facts.js';
import type { ByteCheck } from '../values/byte-check.js';
import { sureFormat } from './sure-format.js';
import { sureNumber } from './sure-number.js';
import { sureOneOf } from './sure-one-of.js';
import { surePartition } from './sure-partition.js';
import { sureText } from './sure-text.js';

/**
 * A check of bytes that says yes only where the column's zod check would, and where the value is of the partition if one is asked for; it says so in a fraction of the time. A no says nothing: then
 * the value is looked at as a value. Undefined where it must always be, as for refinements.
 *
 * It is for what the check of the column's type has accepted, without doubled quotes, in valid UTF-8.
 *
 * @param partition - the beginning of the ISO time that every value of the column has
 */
export function sureCheckOf({ check: schema, type }: Pick<Column, 'check' | 'type'>, partition?: string): ByteCheck | undefined {
  const rules = [...(partition === undefined ? [] : [surePartition(partition, type)]), ...(schema === undefined ? [] : rulesOf(schema, type))];
  return rules.length > 0 && rules.every((rule) => rule !== undefined) ? all(rules) : undefined;
}

function rulesOf(schema: $ZodType, type: ColumnType): readonly (ByteCheck | undefined)[] {
  const checks = checksOf(schema);
  const itself = isCheck(schema) ? [schema] : [];
  switch (defOf(schema).type) {
    case 'number':
    case 'bigint':
      return [sureNumber([...itself, ...checks])];
    case 'string':
      return [...itself.map((format) => sureFormat(format, type)), ...checks.map(sureText)];
    case 'enum':
    case 'literal':
      return [type === 'STRING' ? sureOneOf([...(schema._zod.values ?? [])]) : undefined, ...checks.map(sureText)];
    default:
      return [undefined];
  }
}

/** Formats are schemas and checks at once: `z.int()`, `z.iso.datetime()`. */
function isCheck(schema: $ZodType): schema is $ZodType & $ZodCheck {
  return schema._zod.traits.has('$ZodCheck');
}

function all(rules: readonly ByteCheck[]): ByteCheck {
  const [only] = rules;
  if (only !== undefined && rules.length === 1) return only;
  return (bytes, start, end) => {
    for (const rule of rules) if (!rule(bytes, start, end)) return false;
    return true;
  };
}
