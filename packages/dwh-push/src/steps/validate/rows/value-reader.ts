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
  const input = inputOf(column, form);
  const stays = staysAsItIs(input, form);
  return (row) => {
    const value = 'value' in row ? ownValue(row.value as object, name) : undefined;
    return stays ? value : fromJson(value, input);
  };
}

/** Whether rows of a source can be given to schemas as they came. */
export function takesValuesAsTheyAre(columns: readonly Column[], form: RowForm): boolean {
  return form !== 'cells' && columns.every((column) => staysAsItIs(inputOf(column, form), form));
}

function inputOf(column: Column, form: RowForm): InputForm {
  const input = inputFormOf(column.schema);
  return form === 'json' ? input : guarded(input);
}

function staysAsItIs({ kind }: InputForm, form: RowForm): boolean {
  return kind === 'text' || kind === 'boolean' || kind === 'json' || (form === 'values' && kind === 'any');
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
