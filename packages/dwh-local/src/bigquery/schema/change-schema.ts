import { invalid } from '../refusals.js';
import { findField, sameName, type Field } from './field.js';
import { holdsAll, parametersOf } from './type-parameters.js';

/** What a change of schema may do; a patch may do both, a load what its `schemaUpdateOptions` name. */
export interface AllowedChanges {
  readonly addition: boolean;
  readonly relaxation: boolean;
  /** Whether new columns may stand among the others; they come to the end all the same. A load reads by position. */
  readonly anywhere?: boolean;
}

export const ALL_CHANGES: AllowedChanges = { addition: true, relaxation: true, anywhere: true };

/**
 * The table's schema after a caller provided a full field list: new columns at the end, REQUIRED relaxed to NULLABLE.
 * Descriptions and policy tags come from the provided list; a field without `policyTags` keeps its tags.
 * @throws ApiError 400 with the service's text for everything else.
 */
export function changeSchema(current: readonly Field[], provided: readonly Field[], table: string, allowed: AllowedChanges = ALL_CHANGES): Field[] {
  const changed = changeFields(current, provided, { table, allowed, parent: '' });
  return changed;
}

interface Context {
  readonly table: string;
  readonly allowed: AllowedChanges;
  readonly parent: string;
}

function changeFields(current: readonly Field[], provided: readonly Field[], context: Context): Field[] {
  const kept = current.map((field) => {
    const next = findField(provided, field.name);
    if (next === undefined) throw mismatch(context, `Field ${context.parent}${field.name} is missing in new schema`);
    return changeField(field, next, context);
  });
  const added = provided.filter((field) => findField(current, field.name) === undefined);
  const firstAdded = provided.findIndex((field) => findField(current, field.name) === undefined);
  if (added.length > 0 && !context.allowed.addition) throw mismatch(context, `Cannot add fields (field: ${context.parent}${added[0]?.name})`);
  for (const field of added) {
    if (field.mode === 'REQUIRED') throw mismatch(context, `Cannot add required fields to an existing schema. (field: ${context.parent}${field.name})`);
  }
  if (context.allowed.anywhere !== true && firstAdded !== -1 && provided.slice(firstAdded).some((field) => findField(current, field.name) !== undefined)) {
    throw mismatch(context, `New fields must come after the existing ones (field: ${context.parent}${provided[firstAdded]?.name})`);
  }
  return [...kept, ...added];
}

function changeField(current: Field, next: Field, context: Context): Field {
  const path = context.parent + current.name;
  if (current.type !== next.type) throw mismatch(context, `Field ${path} has changed type from ${current.type} to ${next.type}`);
  if (!holdsAll(current, next)) throw mismatch(context, `Field ${path} has type parameters that are narrower than those of the table`);
  const mode = changeMode(current, next, path, context);
  const fields = current.fields === undefined ? undefined : changeFields(current.fields, next.fields ?? [], { ...context, parent: `${path}.` });
  const policyTags = next.policyTags === undefined ? current.policyTags : next.policyTags.names.length === 0 ? undefined : next.policyTags;
  return {
    name: current.name,
    type: current.type,
    mode,
    ...(fields === undefined ? {} : { fields }),
    ...(next.description === undefined ? {} : { description: next.description }),
    ...parametersOf(next),
    ...(next.defaultValueExpression === undefined ? {} : { defaultValueExpression: next.defaultValueExpression }),
    ...(policyTags === undefined ? {} : { policyTags }),
  };
}

function changeMode(current: Field, next: Field, path: string, context: Context): Field['mode'] {
  if (current.mode === next.mode) return current.mode;
  if (current.mode === 'REQUIRED' && next.mode === 'NULLABLE' && context.allowed.relaxation) return 'NULLABLE';
  throw mismatch(context, `Field ${path} has changed mode from ${current.mode} to ${next.mode}`);
}

function mismatch(context: Context, detail: string) {
  return invalid(`Provided Schema does not match Table ${context.table}. ${detail}`);
}

/** Whether storage itself has to change: a column, or a field inside of one, was added. */
export function storageDiffers(before: readonly Field[], after: readonly Field[]): boolean {
  if (before.length !== after.length) return true;
  return after.some((field, index) => {
    const old = before[index];
    return old === undefined || !sameName(old.name, field.name) || storageDiffers(old.fields ?? [], field.fields ?? []);
  });
}
