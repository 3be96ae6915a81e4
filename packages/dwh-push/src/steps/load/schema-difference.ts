import type { Column } from '../../contract/column.js';
import type { TableField } from '../../ports/warehouse.js';

/** How a contract's columns differ from a table's. */
export interface SchemaDifference {
  /** New nullable and repeated columns, which are added at the end. */
  readonly added: readonly Column[];
  /** Columns that become nullable. */
  readonly relaxed: readonly Column[];
  /** Columns that get the policy tag of their class. */
  readonly tagged: readonly Column[];
  /** What would break readers, a line for each column: `price: INT64 -> STRING`, from the table to the contract. */
  readonly conflicts: readonly string[];
  /** The table's columns as they will be, in their order. */
  readonly fields: readonly TableField[];
}

/** Pure. Columns are matched by name, whatever their case; fields of records as well, and called by their path: `address.city`. */
export function schemaDifference(fields: readonly TableField[], columns: readonly Column[], path = ''): SchemaDifference {
  const wanted = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const added: Column[] = [];
  const relaxed: Column[] = [];
  const tagged: Column[] = [];
  const conflicts: string[] = [];
  const kept = fields.map((field) => {
    const column = wanted.get(field.name.toLowerCase());
    wanted.delete(field.name.toLowerCase());
    const name = `${path}${field.name}`;
    const conflict = column === undefined ? 'missing in the contract' : conflictOf(field, column);
    if (conflict !== undefined) conflicts.push(`${name}: ${conflict}`);
    if (column === undefined || conflict !== undefined) return field;
    const nested = column.fields === undefined ? undefined : schemaDifference((field['fields'] ?? []) as readonly TableField[], column.fields, `${name}.`);
    added.push(...(nested?.added ?? []));
    relaxed.push(...(nested?.relaxed ?? []));
    tagged.push(...(nested?.tagged ?? []));
    conflicts.push(...(nested?.conflicts ?? []));
    const relaxes = field.mode === 'REQUIRED' && column.mode === 'NULLABLE';
    if (relaxes) relaxed.push({ ...column, name });
    const tags = column.policyTag !== undefined && policyTagOf(field) === undefined;
    if (tags) tagged.push({ ...column, name });
    return { ...field, ...(relaxes ? { mode: 'NULLABLE' } : {}), ...(tags ? { policyTags: { names: [column.policyTag] } } : {}), ...(nested === undefined || nested.added.length + nested.relaxed.length + nested.tagged.length === 0 ? {} : { fields: nested.fields }) };
  });
  for (const column of wanted.values()) {
    if (column.mode === 'REQUIRED') conflicts.push(`${path}${column.name}: missing in the table, and a new column cannot be REQUIRED`);
    else added.push({ ...column, name: `${path}${column.name}` });
  }
  return { added, relaxed, tagged, conflicts, fields: [...kept, ...[...wanted.values()].map(fieldOf)] };
}

export function fieldOf({ name, type, mode, description, fields, policyTag }: Column): TableField {
  return { name, type, mode, ...(description === undefined ? {} : { description }), ...(policyTag === undefined ? {} : { policyTags: { names: [policyTag] } }), ...(fields === undefined ? {} : { fields: fields.map(fieldOf) }) };
}

/** From the table to the contract; undefined where they agree, or the table's column can be relaxed. */
function conflictOf(field: TableField, column: Column): string | undefined {
  const type = standardType(field);
  const mode = field.mode ?? 'NULLABLE';
  const changes = [...(type === column.type ? [] : [`${type} -> ${column.type}`]), ...(mode === column.mode || (mode === 'REQUIRED' && column.mode === 'NULLABLE') ? [] : [`${mode} -> ${column.mode}`])];
  const tag = policyTagOf(field);
  // Whose tag it is cannot be told, so it is nobody's to change in passing.
  if (column.policyTag !== undefined && tag !== undefined && tag !== column.policyTag) changes.push('another policy tag than the contract asks for');
  return changes.length === 0 ? undefined : changes.join(', ');
}

/** https://docs.cloud.google.com/bigquery/docs/column-level-security */
export function policyTagOf(field: TableField): string | undefined {
  return (field['policyTags'] as { readonly names?: readonly string[] } | undefined)?.names?.[0];
}

const LEGACY_TYPES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL', RECORD: 'STRUCT' };

/** The service answers with legacy names. Parameterized types (`STRING(10)`) are types of their own to us: the contract does not know their limits. */
function standardType(field: TableField): string {
  const type = field.type.toUpperCase();
  const limits = ['maxLength', 'precision', 'scale'].filter((limit) => field[limit] !== undefined).map((limit) => String(field[limit]));
  return `${LEGACY_TYPES[type] ?? type}${limits.length > 0 ? `(${limits.join(', ')})` : ''}`;
}
