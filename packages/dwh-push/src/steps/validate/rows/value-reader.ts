import type { Row, RowForm } from '../../../batch/row-batch.js';
import type { Column } from '../../../contract/column.js';
import { inputFormOf, type InputForm } from '../../../contract/input-form.js';
import { fromJson } from './from-json.js';
import { textReader } from './from-text.js';
import { ownValue } from './own-value.js';

/** What takes one column's value out of a row and makes it what the column's schema takes: the value, or a `Broken`. */
export function valueReader(column: Column, index: number, form: RowForm): (row: Row) => unknown {
  const { name } = column;
  if (form === 'cells') {
    const read = textReader(column);
    return (row) => read('cells' in row ? row.cells[index] : undefined);
  }
  const input = form === 'json' ? inputFormOf(column.schema) : guarded(inputFormOf(column.schema));
  const stays = input.kind === 'text' || input.kind === 'boolean' || input.kind === 'json' || (form === 'values' && input.kind === 'any');
  return (row) => {
    const value = 'value' in row ? ownValue(row.value as object, name) : undefined;
    return stays ? value : fromJson(value, input);
  };
}

/** Values of a program need no conversion; only fields that are called like what every object inherits must be taken out of the object's own. */
function guarded(form: InputForm): InputForm {
  if (form.kind === 'array') {
    const element = guarded(form.element);
    return element.kind === 'any' ? element : { kind: 'array', element };
  }
  if (form.kind !== 'object') return { kind: 'any' };
  const fields = new Map([...form.fields].map(([name, field]) => [name, guarded(field)]));
  const plain = [...fields].every(([name, { kind }]) => kind === 'any' && !(name in Object.prototype));
  return plain ? { kind: 'any' } : { kind: 'object', fields };
}
