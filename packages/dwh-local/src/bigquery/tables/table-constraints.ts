import { invalid, isUnset, refuseUnknown } from '../refusals.js';
import { optionalObject, optionalObjects, optionalString, optionalStrings } from '../request-fields.js';
import { findField, type Field } from '../schema/field.js';

type Body = Readonly<Record<string, unknown>>;

/** Keys of a table. They say what should hold; nothing enforces them, in the service neither. */
export interface TableConstraints {
  readonly primaryKey?: { readonly columns: readonly string[] };
  readonly foreignKeys?: readonly Body[];
}

const MAX_KEY_COLUMNS = 16;
const MAX_FOREIGN_KEYS = 64;

/** `tableConstraints`. @throws ApiError 400 */
export function parseConstraints(body: Body | undefined, fields: readonly Field[]): TableConstraints | undefined {
  if (body === undefined || isUnset(body)) return undefined;
  refuseUnknown(body, new Set(['primaryKey', 'foreignKeys']), 'tableConstraints');
  const primary = optionalObject(body, 'primaryKey');
  const foreign = optionalObjects(body, 'foreignKeys') ?? [];
  if (foreign.length > MAX_FOREIGN_KEYS) throw invalid(`A table can have at most ${MAX_FOREIGN_KEYS} foreign keys.`, 'tableConstraints.foreignKeys');
  const columns = primary === undefined ? [] : (optionalStrings(primary, 'columns') ?? []);
  if (columns.length > MAX_KEY_COLUMNS) throw invalid(`A primary key can have at most ${MAX_KEY_COLUMNS} columns.`, 'tableConstraints.primaryKey');
  for (const name of columns) requireColumn(fields, name, 'primary key');
  const foreignKeys = foreign.map((key) => parseForeignKey(key, fields));
  if (columns.length === 0 && foreignKeys.length === 0) return undefined;
  return { ...(columns.length === 0 ? {} : { primaryKey: { columns } }), ...(foreignKeys.length === 0 ? {} : { foreignKeys }) };
}

function parseForeignKey(key: Body, fields: readonly Field[]): Body {
  refuseUnknown(key, new Set(['name', 'referencedTable', 'columnReferences']), 'tableConstraints.foreignKeys');
  const table = optionalObject(key, 'referencedTable') ?? {};
  const references = optionalObjects(key, 'columnReferences') ?? [];
  if (optionalString(table, 'tableId') === undefined || optionalString(table, 'datasetId') === undefined || references.length === 0) {
    throw invalid('A foreign key needs a referencedTable and columnReferences.', 'tableConstraints.foreignKeys');
  }
  for (const reference of references) requireColumn(fields, optionalString(reference, 'referencingColumn') ?? '', 'foreign key');
  return key;
}

function requireColumn(fields: readonly Field[], name: string, what: string): void {
  const field = findField(fields, name);
  if (field === undefined) throw invalid(`The ${what} column ${name} does not exist.`, 'tableConstraints');
  if (field.mode === 'REPEATED' || field.type === 'RECORD' || field.type === 'JSON') throw invalid(`Column ${name} of type ${field.mode === 'REPEATED' ? 'ARRAY' : field.type} cannot be part of a ${what}.`, 'tableConstraints');
}
