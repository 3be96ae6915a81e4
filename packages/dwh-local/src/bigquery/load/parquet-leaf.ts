import type { StoredType } from '../../engine/type-map.js';
import type { DecimalTarget, ParquetFormat } from './parquet-format.js';
import type { ParquetNode } from './parquet-node.js';

/** What a column of a Parquet file holds. */
export type ParquetLeaf =
  | { readonly kind: 'integer'; readonly unsigned64: boolean }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly adjusted: boolean }
  | { readonly kind: 'boolean' | 'float' | 'date' | 'time' | 'string' | 'enum' | 'json' | 'bytes' };

const INTEGERS = /^(U?INT_(8|16|32|64))$/;

/** @returns a text that names the combination where it is none that BigQuery documents. https://docs.cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#type_conversions */
export function parquetLeaf(node: ParquetNode): ParquetLeaf | { readonly unsupported: string } {
  const { physical, converted } = node;
  const logical = node.logical?.replace(/\(.*$/s, '');
  const annotation = converted ?? logical;
  const unsupported = { unsupported: `${physical}${annotation === undefined ? '' : ` (${logical ?? converted})`}` };
  if (/NANOS=NanoSeconds/.test(node.logical ?? '')) return { unsupported: `${physical} (${logical} in nanoseconds)` };
  switch (physical) {
    case 'BOOLEAN':
      return annotation === undefined ? { kind: 'boolean' } : unsupported;
    case 'FLOAT':
    case 'DOUBLE':
      return annotation === undefined ? { kind: 'float' } : unsupported;
    case 'INT96':
      return annotation === undefined ? { kind: 'timestamp', adjusted: true } : unsupported;
    case 'INT32':
    case 'INT64':
      return integerLeaf(node, logical) ?? unsupported;
    case 'BYTE_ARRAY':
      return textLeaf(node, logical) ?? decimalLeaf(node, logical) ?? unsupported;
    case 'FIXED_LEN_BYTE_ARRAY':
      return annotation === undefined ? { kind: 'bytes' } : (decimalLeaf(node, logical) ?? unsupported);
    default:
      return unsupported;
  }
}

function integerLeaf(node: ParquetNode, logical: string | undefined): ParquetLeaf | undefined {
  const { converted, physical } = node;
  if ((converted === undefined && logical === undefined) || INTEGERS.test(converted ?? '') || logical === 'IntType') return { kind: 'integer', unsigned64: physical === 'INT64' && (converted === 'UINT_64' || /isSigned=(0|false)/.test(node.logical ?? '')) };
  if (converted === 'DATE' || logical === 'DateType') return physical === 'INT32' ? { kind: 'date' } : undefined;
  if (/^TIME_MI(LLI|CRO)S$/.test(converted ?? '') || logical === 'TimeType') return { kind: 'time' };
  if (/^TIMESTAMP_MI(LLI|CRO)S$/.test(converted ?? '') || logical === 'TimestampType') return { kind: 'timestamp', adjusted: !/isAdjustedToUTC=(0|false)/.test(node.logical ?? '') };
  return decimalLeaf(node, logical);
}

function textLeaf({ converted }: ParquetNode, logical: string | undefined): ParquetLeaf | undefined {
  if (converted === undefined && logical === undefined) return { kind: 'bytes' };
  if (converted === 'UTF8' || logical === 'StringType') return { kind: 'string' };
  if (converted === 'ENUM' || logical === 'EnumType') return { kind: 'enum' };
  return converted === 'JSON' || logical === 'JsonType' ? { kind: 'json' } : undefined;
}

/** DuckDB holds decimals of 38 digits. */
function decimalLeaf({ converted, precision, scale }: ParquetNode, logical: string | undefined): ParquetLeaf | undefined {
  if (converted !== 'DECIMAL' && logical !== 'DecimalType') return undefined;
  return precision >= 1 && precision <= 38 ? { kind: 'decimal', precision, scale } : undefined;
}

const SUPPORTS: Record<DecimalTarget, (precision: number, scale: number) => boolean> = {
  NUMERIC: (precision, scale) => scale <= 9 && precision - scale <= 29,
  BIGNUMERIC: (precision, scale) => scale <= 38 && precision - scale <= 38,
  STRING: () => true,
};

/** The column type that a load makes of it, when no schema says otherwise. The first decimal type that can hold all its values, or the widest. */
export function naturalType(leaf: ParquetLeaf, format: ParquetFormat): Exclude<StoredType, 'RECORD'> {
  switch (leaf.kind) {
    case 'integer':
      return 'INTEGER';
    case 'decimal':
      return format.decimalTargets.find((target) => SUPPORTS[target](leaf.precision, leaf.scale)) ?? format.decimalTargets.at(-1) ?? 'NUMERIC';
    case 'enum':
      return format.enumAsString ? 'STRING' : 'BYTES';
    case 'json':
      return 'BYTES';
    default:
      return leaf.kind.toUpperCase() as 'TIMESTAMP' | 'BOOLEAN' | 'FLOAT' | 'DATE' | 'TIME' | 'STRING' | 'BYTES';
  }
}
