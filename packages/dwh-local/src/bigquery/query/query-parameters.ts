import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';

import { ApiError } from '../../http/api-error.js';
import { typeFromField } from '../../sql/field-schema.js';
import type { ParameterUse } from '../../sql/translation.js';
import type { QueryParameters } from '../../sql/translation-context.js';
import { castParameter } from '../load/cast-sql.js';
import { invalid } from '../refusals.js';
import { optionalChoice, optionalObject, optionalObjects, optionalString } from '../request-fields.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';

type Body = Readonly<Record<string, unknown>>;

/** A parameter as the request gave it. */
export interface ParameterValue {
  /** Undefined for a positional one. */
  readonly name: string | undefined;
  readonly field: Field;
  /** The text that the cast of `field` reads. */
  readonly text: string | null;
}

/** `parameterMode` and `queryParameters`. @throws ApiError 400 */
export function parseParameters(query: Body): { types: QueryParameters | undefined; values: ParameterValue[] } {
  const given = optionalObjects(query, 'queryParameters') ?? [];
  if (given.length === 0) return { types: undefined, values: [] };
  const named = given.every((parameter) => (optionalString(parameter, 'name') ?? '') !== '');
  const mode = optionalChoice({ mode: optionalString(query, 'parameterMode')?.toUpperCase() }, 'mode', ['NAMED', 'POSITIONAL']) ?? (named ? 'NAMED' : 'POSITIONAL');
  if (mode === 'NAMED' && !named) throw invalid('All query parameters must have a name in parameterMode NAMED.', 'queryParameters');
  const values = given.map((parameter, index) => {
    const name = mode === 'NAMED' ? optionalString(parameter, 'name') : undefined;
    const field = parameterField(optionalObject(parameter, 'parameterType') ?? {}, `p${index}`);
    const item = parameterItem(optionalObject(parameter, 'parameterValue') ?? {}, field);
    return { name, field, text: item === null || typeof item === 'string' ? item : JSON.stringify(item) };
  });
  const types: QueryParameters =
    mode === 'NAMED'
      ? { mode: 'named', parameters: values.map((value) => ({ name: value.name ?? '', type: typeFromField(value.field) })) }
      : { mode: 'positional', parameters: values.map((value) => ({ type: typeFromField(value.field) })) };
  return { types, values };
}

/** The values to bind, in the order of the translated statement. @throws ApiError 400 invalidQuery for a value that is not of its type. */
export async function bindParameters(connection: DuckDBConnection, order: readonly ParameterUse[], values: readonly ParameterValue[]): Promise<{ values: DuckDBValue[]; types: DuckDBType[] }> {
  const bound: { values: DuckDBValue[]; types: DuckDBType[] } = { values: [], types: [] };
  for (const use of order) {
    const parameter = 'name' in use ? values.find((value) => value.name?.toLowerCase() === use.name.toLowerCase()) : values[use.position];
    if (parameter === undefined) throw new Error('A translated statement uses a parameter that the request does not have.');
    const cast = castParameter(parameter.field, '$1::VARCHAR');
    const reader = await connection.runAndReadAll(`SELECT ${cast.value} AS v, ${cast.bad} AS bad`, [parameter.text]);
    const [value = null, bad] = reader.getRows()[0] ?? [];
    if (bad === true) throw new ApiError(400, 'invalidQuery', `Invalid value for query parameter ${parameter.name ?? values.indexOf(parameter) + 1}: it is not a ${parameter.field.type}.`);
    bound.values.push(value);
    bound.types.push(reader.columnType(0));
  }
  return bound;
}

function parameterField(type: Body, name: string): Field {
  return parseSchema({ fields: [fieldBody(type, name)] })?.[0] ?? { name, type: 'STRING', mode: 'NULLABLE' };
}

/** A parameter's type in the words of a table's schema. */
function fieldBody(type: Body, name: string): Record<string, unknown> {
  const kind = optionalString(type, 'type') ?? '';
  if (kind.toUpperCase() === 'ARRAY') return { ...fieldBody(optionalObject(type, 'arrayType') ?? {}, name), mode: 'REPEATED' };
  if (!/^(STRUCT|RECORD)$/i.test(kind)) return { name, type: kind };
  const fields = (optionalObjects(type, 'structTypes') ?? []).map((entry, index) => fieldBody(optionalObject(entry, 'type') ?? {}, optionalString(entry, 'name') || `_field_${index + 1}`));
  return { name, type: 'RECORD', fields };
}

type Item = string | null | Item[];

function parameterItem(value: Body, field: Field): Item {
  if (field.mode === 'REPEATED') return (optionalObjects(value, 'arrayValues') ?? []).map((item) => parameterItem(item, { ...field, mode: 'NULLABLE' }));
  if (field.type === 'RECORD') {
    const values = optionalObject(value, 'structValues');
    return values === undefined ? null : (field.fields ?? []).map((child) => parameterItem(optionalObject(values, child.name) ?? {}, child));
  }
  const scalar = value['value'];
  // The Node client sends numbers and booleans as they are.
  const text = typeof scalar === 'number' || typeof scalar === 'boolean' ? String(scalar) : (optionalString(value, 'value') ?? null);
  return text !== null && ['DATE', 'DATETIME', 'TIMESTAMP'].includes(field.type) ? withLeadingZeros(text) : text;
}

/** Months and days may be written with one digit. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types#canonical_format_for_date_literals */
function withLeadingZeros(text: string): string {
  return text.replace(/^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, (_, year: string, month: string, day: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}
