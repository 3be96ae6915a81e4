import type { FileMetaData, LogicalType, SchemaElement } from 'hyparquet';

/** What a file says of a leaf, as far as it decides what its values mean. */
export interface Annotation {
  readonly type: SchemaElement['type'];
  readonly converted: SchemaElement['converted_type'];
  readonly logical: LogicalType | undefined;
  readonly scale: number;
}

/**
 * The same metadata without the annotations of its leaves, so that the library hands out values as they are stored: it would squeeze decimals and times through JavaScript numbers.
 * The annotations are kept, by the path of the leaf.
 */
export function withoutAnnotations(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if ((element.num_children ?? 0) > 0) return element.logical_type?.type === 'LIST' ? { ...element, converted_type: 'LIST' as const } : element;
    const { converted_type: _converted, logical_type: _logical, ...physical } = element;
    return physical;
  });
  return { ...metadata, schema };
}

export function annotationOf({ type, converted_type: converted, logical_type: logical, scale }: SchemaElement): Annotation {
  return { type, converted, logical, scale: scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0) };
}
