import { DuckDBScalarFunction, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';

import { canonicalJson, JsonTextError } from './canonical-json.js';

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

function textFunction(name: string, compute: (text: string) => string | null): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: [VARCHAR],
    returnType: VARCHAR,
    mainFunction: (_info, input, output) => {
      const texts = input.getColumnVector(0);
      for (let row = 0; row < input.rowCount; row++) {
        const text = texts.getItem(row);
        output.setItem(row, typeof text === 'string' ? compute(text) : null);
      }
      output.flush();
    },
  });
}

/** Adds to a database what DuckDB's own JSON functions do otherwise than the type JSON: they keep members of one name, and read NaN and trailing commas. */
export function registerJsonFunctions(connection: DuckDBConnection): void {
  connection.registerScalarFunction(textFunction('canonical_json', canonical));
  connection.registerScalarFunction(textFunction('json_problem', problem));
}
