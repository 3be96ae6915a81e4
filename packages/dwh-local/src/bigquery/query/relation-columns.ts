import { quoteIdentifier } from '../../engine/quote.js';
import { duckType } from '../../engine/type-map.js';
import { typeFromField } from '../../sql/field-schema.js';
import type { TableColumn } from '../../sql/translation-context.js';
import type { Field } from '../schema/field.js';

/** Columns as a translation wants to know them. */
export function columnsOf(fields: readonly Field[]): TableColumn[] {
  return fields.map((field) => ({ name: field.name, type: typeFromField(field), mode: field.mode, ...(field.defaultValueExpression === undefined ? {} : { defaultExpression: field.defaultValueExpression }) }));
}

/** A relation of the columns of `fields` without rows. */
export function emptyRelation(fields: readonly Field[]): string {
  return `(SELECT ${fields.map((field) => `NULL::${duckType(field)} AS ${quoteIdentifier(field.name)}`).join(', ')} WHERE false)`;
}
