import { bignumericKeySql } from '../../engine/bignumeric-sql.js';
import { duckType } from '../../engine/type-map.js';
import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import type { JobFailure } from '../jobs/job-failure.js';
import { sameName, type Field } from '../schema/field.js';
import type { Cast } from './cast-sql.js';
import type { ParquetFormat } from './parquet-format.js';
import { naturalType, parquetLeaf, type ParquetLeaf } from './parquet-leaf.js';
import { isMap, parquetList, type ParquetList } from './parquet-list.js';
import type { ParquetNode } from './parquet-node.js';

export interface ParquetReading {
  readonly format: ParquetFormat;
  /** For a column that cannot be what the schema says. */
  mismatch(column: string, has: string, wanted: string): JobFailure;
}

/** SQL for a column of the file as a column of the load, `x` being SQL for its value in DuckDB. @throws what `mismatch` makes */
export function parquetValue(field: Field, node: ParquetNode, x: string, reading: ParquetReading, depth = 0): Cast {
  if (isMap(node)) throw reading.mismatch(field.name, 'MAP', field.type);
  const list = parquetList(node);
  if (list === 'unsupported') throw reading.mismatch(field.name, 'LIST', field.type);
  if (list !== undefined) return reading.format.listInference ? repeated(field, list.element, x, reading, depth) : wrappedList(field, list, x, reading, depth);
  if (node.repetition === 'REPEATED') return repeated(field, node, x, reading, depth);
  return single(field, node, x, reading, depth);
}

function single(field: Field, node: ParquetNode, x: string, reading: ParquetReading, depth: number): Cast {
  if (field.mode === 'REPEATED') throw reading.mismatch(field.name, node.physical ?? 'group', 'REPEATED');
  if (node.physical === undefined) return record(field, node, x, reading, depth);
  const leaf = parquetLeaf(node);
  if ('unsupported' in leaf) throw reading.mismatch(field.name, leaf.unsupported, field.type);
  const value = leafValue(field.type, leaf, x, reading.format);
  if (value === undefined) throw reading.mismatch(field.name, node.physical, field.type);
  return { value, bad: `(${x} IS NOT NULL AND (${value}) IS NULL)` };
}

function record(field: Field, node: ParquetNode, x: string, reading: ParquetReading, depth: number): Cast {
  if (field.type !== 'RECORD') throw reading.mismatch(field.name, 'group', field.type);
  const parts = (field.fields ?? []).map((child) => {
    const found = node.children.find((candidate) => sameName(candidate.name, child.name));
    const cast = found === undefined ? { value: `NULL::${duckType(child)}`, bad: 'false' } : parquetValue(child, found, `struct_extract(${x}, ${quoteLiteral(found.name)})`, reading, depth);
    return { child, ...cast };
  });
  return struct(x, parts);
}

function struct(x: string, parts: readonly (Cast & { readonly child: Field })[]): Cast {
  const missing = (part: Cast & { readonly child: Field }) => (part.child.mode === 'REQUIRED' ? [`(${part.value}) IS NULL`] : []);
  return {
    value: `CASE WHEN ${x} IS NULL THEN NULL ELSE struct_pack(${parts.map((part) => `${quoteIdentifier(part.child.name)} := ${part.value}`).join(', ')}) END`,
    bad: `(${x} IS NOT NULL AND (${parts.flatMap((part) => [part.bad, ...missing(part)]).join(' OR ')}))`,
  };
}

/** An array has no NULL in it, and is itself none. */
function repeated(field: Field, element: ParquetNode, x: string, reading: ParquetReading, depth: number): Cast {
  if (field.mode !== 'REPEATED') throw reading.mismatch(field.name, 'REPEATED', field.mode);
  const item = `x${depth}`;
  const cast = single({ ...field, mode: 'NULLABLE' }, element, item, reading, depth + 1);
  return {
    value: `coalesce(list_transform(${x}, lambda ${item}: ${cast.value}), []::${duckType(field)})`,
    bad: `coalesce(list_bool_or(list_transform(${x}, lambda ${item}: ${item} IS NULL OR ${cast.bad})), false)`,
  };
}

/** Without inference a LIST is what the file has: a record that holds an array of records that hold the element. */
function wrappedList(field: Field, list: ParquetList, x: string, reading: ParquetReading, depth: number): Cast {
  const inner = field.fields?.[0];
  const child = inner?.fields?.[0];
  const fits = field.type === 'RECORD' && field.mode !== 'REPEATED' && field.fields?.length === 1 && inner?.mode === 'REPEATED' && inner.fields?.length === 1 && sameName(inner.name, list.repeated.name);
  if (!fits || child === undefined || !sameName(child.name, list.element.name)) throw reading.mismatch(field.name, 'LIST', field.type);
  const item = `x${depth}`;
  const cast = parquetValue(child, list.element, item, reading, depth + 1);
  const missing = child.mode === 'REQUIRED' ? ` OR (${cast.value}) IS NULL` : '';
  const items = `list_transform(${x}, lambda ${item}: struct_pack(${quoteIdentifier(child.name)} := ${cast.value}))`;
  return {
    value: `CASE WHEN ${x} IS NULL THEN NULL ELSE struct_pack(${quoteIdentifier(inner.name)} := ${items}) END`,
    bad: `coalesce(list_bool_or(list_transform(${x}, lambda ${item}: ${cast.bad}${missing})), false)`,
  };
}

/** NULL where the value is not one of the type. Undefined where the types do not go together. */
function leafValue(type: Field['type'], leaf: ParquetLeaf, x: string, format: ParquetFormat): string | undefined {
  if (leaf.kind === 'decimal') return decimalValue(type, leaf.scale, x);
  if (type === 'DATETIME') return leaf.kind === 'timestamp' && !leaf.adjusted ? within(`${x}::TIMESTAMP`) : undefined;
  if (type !== naturalType(leaf, format)) return undefined;
  switch (leaf.kind) {
    case 'integer':
      return leaf.unsigned64 ? `TRY_CAST(${x} AS BIGINT)` : `${x}::BIGINT`;
    case 'float':
      return `${x}::DOUBLE`;
    case 'date':
      return within(`${x}::DATE`);
    case 'time':
      return `${x}::TIME`;
    case 'timestamp':
      return within(leaf.adjusted ? `${x}::TIMESTAMPTZ` : `timezone('UTC', ${x}::TIMESTAMP)`);
    case 'enum':
    case 'json':
      return type === 'STRING' ? `${x}::VARCHAR` : `encode(${x}::VARCHAR)`;
    default:
      return x;
  }
}

/** What has more digits than the type is no value of it. */
function decimalValue(type: Field['type'], scale: number, x: string): string | undefined {
  if (type === 'BIGNUMERIC') return bignumericKeySql(`${x}::VARCHAR`);
  if (type !== 'NUMERIC') return undefined;
  const cast = `TRY_CAST(${x} AS DECIMAL(38,9))`;
  return scale <= 9 ? cast : `CASE WHEN right(${x}::VARCHAR, ${scale - 9}) = '${'0'.repeat(scale - 9)}' THEN ${cast} END`;
}

/** The years that BigQuery has. */
function within(x: string): string {
  return `CASE WHEN isfinite(${x}) AND ${x} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN ${x} END`;
}
