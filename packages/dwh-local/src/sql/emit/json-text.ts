import { structFieldName } from '../field-schema.js';
import { STRING, type SqlType } from '../types.js';
import { bind } from './bind.js';
import { emitCast } from './cast.js';
import { castToText } from './cast-to-text.js';
import { quoteString } from './quote.js';

export interface JsonTextOptions {
  /** Whether numbers that a double would not hold are written as strings. */
  readonly wide: boolean;
  readonly unsupported: (what: string) => Error;
}

/** The JSON text of a value; `null` for NULL. @throws what `unsupported` makes for a type that has none here */
export function jsonText(type: SqlType, sql: string, options: JsonTextOptions, depth = 0): string {
  return `COALESCE(${text(type, sql, options, depth)}, 'null')`;
}

const quoted = (sql: string) => `'"' || ${sql} || '"'`;

function text(type: SqlType, sql: string, options: JsonTextOptions, depth: number): string {
  switch (type.kind) {
    case 'JSON':
      return `CAST(${sql} AS VARCHAR)`;
    case 'BOOL':
      return `CAST(${sql} AS VARCHAR)`;
    case 'STRING':
      return `CAST(to_json(${sql}) AS VARCHAR)`;
    case 'INT64':
      if (!options.wide) return `CAST(${sql} AS VARCHAR)`;
      // Beyond 2^53 a number would lose digits in readers that take it for a double.
      return bind([sql], (x) => `CASE WHEN abs(CAST(${x} AS HUGEINT)) > 9007199254740992 THEN ${quoted(`CAST(${x} AS VARCHAR)`)} ELSE CAST(${x} AS VARCHAR) END`);
    case 'NUMERIC':
      if (!options.wide) return castToText(sql, 'NUMERIC', false);
      return bind([sql], (x) => `CASE WHEN ${x} = trunc(${x}) AND abs(${x}) <= 9007199254740992 THEN ${castToText(x, 'NUMERIC', false)} ELSE ${quoted(castToText(x, 'NUMERIC', false))} END`);
    case 'FLOAT64':
      // The type JSON tells 2.0 from 2, texts do not.
      return bind([sql], (x) => `CASE WHEN isnan(${x}) THEN '"NaN"' WHEN isinf(${x}) THEN CASE WHEN ${x} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END ELSE ${options.wide ? castToText(x, 'FLOAT64', false) : `CAST(${x} AS VARCHAR)`} END`);
    case 'BYTES':
      return quoted(`to_base64(${sql})`);
    case 'DATE':
    case 'TIME':
      return quoted(emitCast(sql, type, STRING, false));
    case 'DATETIME':
      return quoted(`replace(${emitCast(sql, type, STRING, false)}, ' ', 'T')`);
    case 'TIMESTAMP':
      return quoted(`replace(replace(${emitCast(sql, type, STRING, false)}, ' ', 'T'), '+00', 'Z')`);
    case 'ARRAY': {
      const item = `e${depth}`;
      return `'[' || array_to_string(list_transform(${sql}, lambda ${item}: ${jsonText(type.element, item, options, depth + 1)}), ',') || ']'`;
    }
    case 'STRUCT':
      return bind([sql], (struct) => {
        const members = type.fields.map((field, index) => `${quoteString(`${JSON.stringify(field.name ?? '')}:`)} || ${jsonText(field.type, `struct_extract(${struct}, ${quoteString(structFieldName(field.name, index))})`, options, depth + 1)}`);
        return `CASE WHEN ${struct} IS NOT NULL THEN '{' || ${members.join(" || ',' || ")} || '}' END`;
      });
    default:
      throw options.unsupported(type.kind);
  }
}
