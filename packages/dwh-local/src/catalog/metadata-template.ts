/** The shape of an aspect's data, as catalog.proto has it. */
export interface MetadataTemplate {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly recordFields: readonly MetadataTemplate[];
  readonly enumValues: readonly { readonly index: number; readonly name: string; readonly deprecated: string }[];
  readonly mapItems: MetadataTemplate | null;
  readonly arrayItems: MetadataTemplate | null;
  readonly typeId: string;
  readonly typeRef: string;
  readonly constraints: { readonly required: boolean } | null;
  readonly annotations: object | null;
}

/** All records with an id, wherever they are defined: `type_ref` points at them. */
export function recordsById(template: MetadataTemplate): ReadonlyMap<string, MetadataTemplate> {
  const found = new Map<string, MetadataTemplate>();
  const visit = (field: MetadataTemplate) => {
    if (field.typeId !== '') found.set(field.typeId, field);
    for (const inner of [...field.recordFields, field.mapItems, field.arrayItems]) if (inner !== null) visit(inner);
  };
  visit(template);
  return found;
}
