import type { FileMetaData, SchemaTree } from 'hyparquet';

import type { ColumnType } from '../../../contract/column.js';
import { annotationOf } from './physical.js';

/** A column that a file has to bring, in the order of the table. */
export interface WantedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether it is nullable in the table. */
  readonly nullable: boolean;
}

/** A file of which only its end is read. */
interface RemoteFile {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>;
}

const FIRST_READ_BYTES = 64 * 1024;

/**
 * What a file says of itself, read from its footer. What the library throws may quote bytes of the file; it stays behind.
 *
 * @returns the number of its records; or why the columns are not sure to mean the same to BigQuery: https://docs.cloud.google.com/bigquery/docs/loading-data-cloud-storage-parquet#type_conversions
 * @throws what `slice` throws
 */
export async function readFooter({ byteLength, slice }: RemoteFile, wanted: readonly WantedColumn[]): Promise<{ readonly records: number } | { readonly problem: string }> {
  let failure: { readonly error: unknown } | undefined;
  const watched = (start: number, end?: number) =>
    slice(start, end).catch((error: unknown) => {
      failure = { error };
      throw error;
    });
  try {
    const { parquetMetadataAsync, parquetSchema } = await import('hyparquet');
    const metadata: FileMetaData = await parquetMetadataAsync({ byteLength, slice: watched }, { geoparquet: false, initialFetchSize: FIRST_READ_BYTES });
    const problem = columnsProblem(parquetSchema(metadata).children, wanted);
    return problem === undefined ? { records: Number(metadata.num_rows) } : { problem };
  } catch {
    if (failure !== undefined) throw failure.error;
    return { problem: 'its footer cannot be read' };
  }
}

function columnsProblem(found: readonly SchemaTree[], wanted: readonly WantedColumn[]): string | undefined {
  const inOrder = found.length === wanted.length && wanted.every(({ name }, index) => found[index]?.element.name === name);
  if (!inOrder) return 'it does not have the columns in the order of the table';
  for (const [index, column] of wanted.entries()) {
    const { element, children } = found[index] as SchemaTree;
    if (children.length > 0 || element.repetition_type === 'REPEATED') return `its column "${column.name}" is nested`;
    // A load job takes a column for nullable that is not, but not the other way round.
    if (element.repetition_type === 'REQUIRED' && column.nullable) return `its column "${column.name}" is required, and nullable in the table`;
    if (SAME[column.type]?.(annotationOf(element), element.precision ?? 0) !== true) return `its column "${column.name}" is stored in a type that BigQuery may read as another than ${column.type}`;
  }
  return undefined;
}

type Annotation = ReturnType<typeof annotationOf>;

const isBare = ({ converted, logical }: Annotation): boolean => converted === undefined && logical === undefined;
const isSigned = ({ converted, logical }: Annotation): boolean => (converted === undefined || /^INT_/.test(converted)) && (logical === undefined || (logical.type === 'INTEGER' && logical.isSigned));

/** The types that BigQuery documents, as far as both readings are one by what the file says. INT96, nanoseconds, unsigned numbers and local times are not among them. */
const SAME: Readonly<Partial<Record<ColumnType, (annotation: Annotation, precision: number) => boolean>>> = {
  STRING: ({ type, converted, logical }) => type === 'BYTE_ARRAY' && (converted === 'UTF8' || (converted === undefined && logical?.type === 'STRING')) && (logical === undefined || logical.type === 'STRING'),
  INT64: (annotation) => (annotation.type === 'INT32' || annotation.type === 'INT64') && isSigned(annotation),
  FLOAT64: (annotation) => (annotation.type === 'DOUBLE' || annotation.type === 'FLOAT') && isBare(annotation),
  BOOL: (annotation) => annotation.type === 'BOOLEAN' && isBare(annotation),
  DATE: ({ type, converted, logical }) => type === 'INT32' && (converted === 'DATE' || (converted === undefined && logical?.type === 'DATE')) && (logical === undefined || logical.type === 'DATE'),
  TIMESTAMP: ({ type, converted, logical }) => type === 'INT64' && (logical === undefined ? converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS' : logical.type === 'TIMESTAMP' && logical.isAdjustedToUTC && logical.unit !== 'NANOS'),
  NUMERIC: ({ converted, logical, scale }, precision) => {
    const digits = logical?.type === 'DECIMAL' ? logical.precision : precision;
    return (converted === 'DECIMAL' || logical?.type === 'DECIMAL') && scale >= 0 && scale <= 9 && digits >= 1 && digits <= 38 && digits - scale <= 29;
  },
};
