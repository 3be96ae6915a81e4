import { invalidArgument } from '../grpc/grpc-error.js';

/** What an aspect type says of its aspects. */
export interface MetadataTemplate {
  readonly name?: string;
  readonly type?: string;
  readonly recordFields?: readonly MetadataTemplate[];
  readonly enumValues?: readonly { readonly name?: string }[];
  readonly mapItems?: MetadataTemplate;
  readonly arrayItems?: MetadataTemplate;
  readonly constraints?: { readonly required?: boolean };
  readonly typeId?: string;
  readonly typeRef?: string;
}

const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value)),
  double: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value)),
};

/** @throws GrpcError INVALID_ARGUMENT where a template cannot be. https://docs.cloud.google.com/dataplex/docs/enrich-entries-metadata#aspect-type-fields */
export function checkTemplate(template: MetadataTemplate | undefined, path = 'metadata_template'): void {
  const type = template?.type?.toLowerCase() ?? '';
  if (template === undefined || (path === 'metadata_template' && type !== 'record')) throw invalidArgument('metadata_template: its type has to be record.');
  if (type === 'record') {
    const fields = template.recordFields ?? [];
    if (fields.length === 0 && template.typeRef === undefined) throw invalidArgument(`${path}: a record has record_fields.`);
    const names = fields.map(({ name }) => name ?? '');
    if (names.includes('') || new Set(names).size < names.length) throw invalidArgument(`${path}: each field has a name of its own.`);
    for (const field of fields) checkTemplate(field, `${path}.${field.name ?? ''}`);
  } else if (type === 'array') checkTemplate(template.arrayItems, `${path}[]`);
  else if (type === 'map') checkTemplate(template.mapItems, `${path}{}`);
  else if (type === 'enum') {
    if ((template.enumValues ?? []).length === 0) throw invalidArgument(`${path}: an enum has enum_values.`);
  } else if (PRIMITIVES[type] === undefined) throw invalidArgument(`${path}: the type ${JSON.stringify(template.type ?? '')} is not supported.`);
}

/** @throws GrpcError INVALID_ARGUMENT where data does not keep its template. */
export function checkData(template: MetadataTemplate, data: unknown, path = 'data'): void {
  const fail = (why: string): never => {
    throw invalidArgument(`Aspect ${path}: ${why}.`);
  };
  switch (template.type?.toLowerCase()) {
    case 'record': {
      if (typeof data !== 'object' || data === null || Array.isArray(data)) return fail('it is no record');
      const fields = new Map((template.recordFields ?? []).map((field) => [field.name ?? '', field]));
      for (const [name, value] of Object.entries(data)) {
        const field = fields.get(name);
        if (field === undefined) return fail(`the field "${name}" is not in the aspect type`);
        if (value !== null) checkData(field, value, `${path}.${name}`);
      }
      const missing = [...fields.values()].find(({ name = '', constraints }) => constraints?.required === true && ((data as Record<string, unknown>)[name] ?? null) === null);
      return missing === undefined ? undefined : fail(`the field "${missing.name}" is required`);
    }
    case 'array':
      return Array.isArray(data) ? data.forEach((item, index) => checkData(template.arrayItems ?? {}, item, `${path}[${index}]`)) : fail('it is no array');
    case 'map':
      return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data).forEach(([key, item]) => checkData(template.mapItems ?? {}, item, `${path}.${key}`)) : fail('it is no map');
    case 'enum':
      return (template.enumValues ?? []).some(({ name }) => name === data) ? undefined : fail('it is none of the values of the enum');
    default:
      return PRIMITIVES[template.type?.toLowerCase() ?? '']?.(data) === true ? undefined : fail(`it is no ${template.type}`);
  }
}
