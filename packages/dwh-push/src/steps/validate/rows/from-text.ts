import { absentInputOf } from '../../../contract/absent-input.js';
import type { Column } from '../../../contract/column.js';
import { inputFormOf, type InputForm } from '../../../contract/input-form.js';
import { parseJson } from '../../../batch/parse-json.js';
import { typeCheck, TYPE_RULES } from '../type-checks.js';
import { isFloat64, isInt64, isSafeInteger } from '../values/numbers.js';
import { Broken } from './broken.js';
import { dateOf, float64Of } from './from-json.js';
import { holds } from './holds.js';

/** Makes of a CSV field what the column's schema takes; undefined is a field that is empty and not quoted. */
export function textReader(column: Column): (text: string | undefined) => unknown {
  const { kind } = inputFormOf(column.schema);
  const absent = column.way === 'bytes' && column.mode === 'REQUIRED' && column.type !== 'STRING' ? 'required' : absentInputOf(column.schema);
  // A column that the schema leaves alone is held to the same text, whichever way its neighbours go.
  const ofType = column.way === 'bytes' ? typeCheck(column) : undefined;
  const typeRule = new Broken(TYPE_RULES[column.type]);
  const required = new Broken('required');
  return (text) => {
    if (text === undefined) return absent === 'required' ? required : absent.given;
    if (ofType !== undefined && !holds(ofType, text)) return typeRule;
    return fromText(text, kind);
  };
}

function fromText(text: string, kind: InputForm['kind']): unknown {
  switch (kind) {
    case 'number':
      return holds(isFloat64, text) ? Number(text) : new Broken('number');
    case 'integer':
      return holds(isSafeInteger, text) ? Number(text) : new Broken('integer');
    case 'bigint':
      return holds(isInt64, text) ? BigInt(text) : new Broken('integer');
    case 'boolean':
      return booleanOf(text);
    case 'float64':
      return holds(isFloat64, text) ? Number(text) : float64Of(text);
    case 'date':
      return dateOf(text);
    case 'json':
      return jsonOf(text);
    default:
      return text;
  }
}

function booleanOf(text: string): boolean | Broken {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : new Broken('boolean');
}

/** The text `null` is a JSON value, and the row way has none but NULL for it. */
function jsonOf(text: string): unknown {
  try {
    return parseJson(text) ?? new Broken('json_null');
  } catch {
    return new Broken('json');
  }
}
