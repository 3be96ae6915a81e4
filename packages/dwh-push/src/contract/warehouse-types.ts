import * as z from 'zod';

import type { ColumnType } from './column.js';
import type { JsonValue } from './json-value.js';
import { WAREHOUSE_TYPE } from './schema-facts.js';

const typed = (warehouseType: ColumnType) => z.string().meta({ [WAREHOUSE_TYPE]: warehouseType });

/** JSON: any value that JSON can write. In CSV, its text. */
function json(): z.ZodCustom<JsonValue, JsonValue>;
/** JSON whose value is what `schema` makes of it. */
function json<Schema extends z.ZodType>(schema: Schema): Schema;
function json(schema: z.ZodType = z.custom<JsonValue>((value) => value !== undefined && value !== null)): z.ZodType {
  return schema.meta({ [WAREHOUSE_TYPE]: 'JSON' });
}

/**
 * Warehouse types that plain zod types cannot name. Unless said otherwise values are text in the form that BigQuery reads, so that no digit is lost in a JavaScript number.
 * Plain zod covers the rest: `z.string()` STRING, `z.int()` and `z.int64()` INT64, `z.number()` FLOAT64, `z.boolean()` BOOL, `z.iso.date()` DATE, `z.iso.datetime()` and `z.date()`
 * TIMESTAMP, `z.object()` STRUCT, `z.array()` ARRAY.
 * https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types
 */
export const column = {
  /** NUMERIC: up to 29 digits before the point and 9 after it, `-12.5`. */
  numeric: () => typed('NUMERIC'),
  /** BIGNUMERIC: 76 digits, 38 of them after the point, and some of a 77th. */
  bignumeric: () => typed('BIGNUMERIC'),
  /** FLOAT64 with NaN and the infinities, which `z.number()` does not take. */
  float64: () => z.custom<number>((value) => typeof value === 'number').meta({ [WAREHOUSE_TYPE]: 'FLOAT64' }),
  /** DATETIME, a date and a time of day without a zone: `2021-04-03T10:00:00.5`, up to microseconds. */
  datetime: () => typed('DATETIME'),
  /** TIME of day: `10:00:00.5`, up to microseconds. */
  time: () => typed('TIME'),
  /** TIMESTAMP, a point in time: `2021-04-03T10:00:00Z` or with an offset, up to microseconds. The zone is required: nothing is guessed. */
  timestamp: () => typed('TIMESTAMP'),
  /** BYTES: base64, or the bytes themselves. */
  bytes: (): z.ZodCustom<string | Uint8Array, string | Uint8Array> => z.custom<string | Uint8Array>((value) => typeof value === 'string' || value instanceof Uint8Array).meta({ [WAREHOUSE_TYPE]: 'BYTES' }),
  /** JSON: any value, or what a schema makes of it. In CSV, its text. */
  json,
};
