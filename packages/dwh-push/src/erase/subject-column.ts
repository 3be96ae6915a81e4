import type { TableField } from '../ports/warehouse.js';

/** The column that tells whose a row is. */
export interface SubjectColumn {
  /** As the table writes it. */
  readonly path: string;
  readonly type: 'STRING' | 'INT64';
  /** SQL: whether a row is one of the `@values`. */
  readonly predicate: string;
}

const TYPES: Readonly<Record<string, SubjectColumn['type']>> = { STRING: 'STRING', INTEGER: 'INT64', INT64: 'INT64' };

/** @param path - `customer.id`. @returns undefined where the table has no such column, or one of another type */
export function subjectColumn(fields: readonly TableField[], path: string): SubjectColumn | undefined {
  const names: string[] = [];
  let type: SubjectColumn['type'] | undefined;

  function condition(expression: string, field: TableField, rest: readonly string[], repeated: boolean): string | undefined {
    if (repeated) {
      const item = `item_${names.length}`;
      const inner = condition(item, field, rest, false);
      return inner && `EXISTS (SELECT 1 FROM UNNEST(${expression}) AS ${item} WHERE ${inner})`;
    }
    if (rest.length > 0) return find((field['fields'] ?? []) as readonly TableField[], rest, `${expression}.`);
    type = TYPES[field.type.toUpperCase()];
    return type && `${expression} IN UNNEST(@values)`;
  }

  function find(among: readonly TableField[], [first = '', ...rest]: readonly string[], prefix: string): string | undefined {
    const field = among.find(({ name }) => name.toLowerCase() === first.toLowerCase());
    if (field === undefined) return undefined;
    names.push(field.name);
    return condition(`${prefix}\`${field.name}\``, field, rest, field.mode === 'REPEATED');
  }

  const predicate = find(fields, path.split('.'), '');
  return predicate === undefined || type === undefined ? undefined : { path: names.join('.'), type, predicate };
}
