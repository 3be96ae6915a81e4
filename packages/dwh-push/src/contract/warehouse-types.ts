import * as z from 'zod';

import type { ColumnType } from './column.js';

/** The metadata key under which a helper's schema names its column type; `columnsOf` reads it. */
export const WAREHOUSE_TYPE = 'warehouseType';

const typed = (warehouseType: ColumnType) => z.string().meta({ [WAREHOUSE_TYPE]: warehouseType });

/**
 * Warehouse types that plain zod types cannot name. Values are text in the form that BigQuery reads, so that no digit is lost in a JavaScript number.
 * Plain zod covers the rest: `z.string()` STRING, `z.int()` and `z.int64()` INT64, `z.number()` FLOAT64, `z.boolean()` BOOL, `z.iso.date()` DATE, `z.iso.datetime()` TIMESTAMP.
 * https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types
 */
export const column = {
  /** NUMERIC: up to 29 digits before the point and 9 after it, `-12.5`. */
  numeric: () => typed('NUMERIC'),
  /** DATETIME, a date and a time of day without a zone: `2021-04-03T10:00:00.5`, up to microseconds. */
  datetime: () => typed('DATETIME'),
  /** TIME of day: `10:00:00.5`, up to microseconds. */
  time: () => typed('TIME'),
  /** TIMESTAMP, a point in time: `2021-04-03T10:00:00Z` or with an offset, up to microseconds. The zone is required: nothing is guessed. */
  timestamp: () => typed('TIMESTAMP'),
  /** BYTES as base64. */
  bytes: () => typed('BYTES'),
  /** JSON: any JSON text. */
  json: () => typed('JSON'),
};
