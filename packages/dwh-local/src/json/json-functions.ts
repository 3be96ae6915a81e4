import { DuckDBScalarFunction, LIST, listValue, VARCHAR, type DuckDBConnection, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

import { canonicalJson, JsonTextError } from './canonical-json.js';
import { jsonAt, jsonItemsAt, type Step } from './json-at.js';

/** `canonical_json(text)`: the text as the type JSON keeps it; NULL where it is no JSON. */
function canonical(text: string): string | null {
  try {
    return canonicalJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) return null;
    throw error;
  }
}

/** `json_problem(text)`: why PARSE_JSON refuses the text; NULL where it does not. */
function problem(text: string): string | null {
  try {
    canonicalJson(text, { exact: true });
    return null;
  } catch (error) {
    if (error instanceof JsonTextError) return error.message;
    throw error;
  }
}

const steps = (path: string) => JSON.parse(path) as Step[];

/** `json_at(text, path)`: the text of the value at a path (steps as a JSON array); NULL where there is none, where it is null, and where the text is no JSON. */
function at(text: string, path: string): string | null {
  const found = isJson(text) ? jsonAt(text, steps(path)) : undefined;
  return found === undefined || found === 'null' ? null : found;
}

/** `json_scalar_at(text, path)`: the same of a string, a number or a boolean, as a text. */
function scalarAt(text: string, path: string): string | null {
  return scalar(at(text, path));
}

/** `json_items_at(text, path)`: the texts of the values in an array. */
function itemsAt(text: string, path: string): readonly string[] | null {
  return (isJson(text) ? jsonItemsAt(text, steps(path)) : undefined) ?? null;
}

/** `json_scalars_at(text, path)`: the same as texts of scalars; NULL where one is none. */
function scalarsAt(text: string, path: string): readonly (string | null)[] | null {
  const items = itemsAt(text, path);
  return items === null || items.some((item) => /^[[{]/.test(item)) ? null : items.map((item) => scalar(item === 'null' ? null : item));
}

function scalar(text: string | null): string | null {
  if (text === null || /^[[{]/.test(text)) return null;
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Compute<Value> = (text: string, path: string) => Value;

/** A function of texts; NULL where one of them is. */
function textFunction(name: string, count: 1 | 2, returnType: DuckDBType, compute: Compute<DuckDBValue>): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: Array.from({ length: count }, () => VARCHAR),
    returnType,
    mainFunction: (_info, input, output) => {
      const columns = Array.from({ length: count }, (_, index) => input.getColumnVector(index));
      for (let row = 0; row < input.rowCount; row++) {
        const [text, path = ''] = columns.map((column) => column.getItem(row));
        output.setItem(row, typeof text === 'string' && typeof path === 'string' ? compute(text, path) : null);
      }
      output.flush();
    },
  });
}

const list = (compute: Compute<readonly (string | null)[] | null>): Compute<DuckDBValue> => (text, path) => {
  const items = compute(text, path);
  return items && listValue(items);
};

/** Adds to a database what DuckDB's own JSON functions do otherwise: they keep members of one name, read NaN and trailing commas, and write numbers anew. */
export function registerJsonFunctions(connection: DuckDBConnection): void {
  const made = [
    textFunction('canonical_json', 1, VARCHAR, canonical),
    textFunction('json_problem', 1, VARCHAR, problem),
    textFunction('json_at', 2, VARCHAR, at),
    textFunction('json_scalar_at', 2, VARCHAR, scalarAt),
    textFunction('json_items_at', 2, LIST(VARCHAR), list(itemsAt)),
    textFunction('json_scalars_at', 2, LIST(VARCHAR), list(scalarsAt)),
  ];
  for (const one of made) connection.registerScalarFunction(one);
}
