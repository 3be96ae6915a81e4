import type { Column } from '../../../contract/column.js';
import { TYPE_RULES } from '../type-checks.js';
import { Broken } from './broken.js';
import { ownValue } from './own-value.js';
import { SCALAR_ENCODERS, type ValueEncoder } from './scalar-encoders.js';

/**
 * Compiles a column into what writes its values as JSON. It takes the output of the schema and trusts nothing about it: a value that the column cannot hold as it is breaks a rule.
 */
export function columnEncoder(column: Column): ValueEncoder {
  const ofType = column.fields === undefined ? SCALAR_ENCODERS[column.type as Exclude<Column['type'], 'STRUCT'>] : structEncoder(column.fields);
  if (column.mode === 'REPEATED') return arrayEncoder(ofType);
  const absent = column.mode === 'NULLABLE' ? 'null' : new Broken('required');
  return (value) => (value === undefined || value === null ? absent : ofType(value));
}

function structEncoder(fields: readonly Column[]): ValueEncoder {
  const parts = fields.map((field, index) => ({ name: field.name, before: `${index === 0 ? '{' : ','}${JSON.stringify(field.name)}:`, encode: columnEncoder(field) }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Broken(TYPE_RULES.STRUCT);
    let text = '';
    for (const { name, before, encode } of parts) {
      const written = encode(ownValue(value, name));
      if (written instanceof Broken) return written.under(name);
      text += before + written;
    }
    return `${text}}`;
  };
}

function arrayEncoder(ofElement: ValueEncoder): ValueEncoder {
  return (value) => {
    if (!Array.isArray(value)) return new Broken(value === undefined || value === null ? 'required' : 'array');
    let text = '[';
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      const written = item === undefined || item === null ? new Broken('null_element') : ofElement(item);
      if (written instanceof Broken) return written;
      text += index === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  };
}
