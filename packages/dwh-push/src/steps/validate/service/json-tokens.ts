/** Of JSON (RFC 8259), as RE2 reads it: a value that is no array and no object. */
const STRING = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?`;
const SCALAR = `(?:${STRING}|${NUMBER}|true|false|null)`;
const NAME = '"[A-Za-z_][A-Za-z0-9_]*"';
const COLON = String.raw`[ \t]*:`;

const PAIR = `[ \\t]*${NAME}${COLON}[ \\t]*${SCALAR}[ \\t]*`;

/** A line that is one object of scalars, whose keys are names of columns without an escape in them. */
export const FLAT_OBJECT = `^[ \\t]*\\{${PAIR}(?:,${PAIR})*\\}[ \\t]*$`;

/** A key. In a flat object nothing else looks like one: in a string a quote stands behind a backslash, and no name holds that. */
export const KEY = `${NAME}${COLON}`;

/** The text of a column's value in a flat object that has its key once. */
export function valueOf(name: string): string {
  return `"${name}"${COLON}[ \\t]*(${SCALAR})`;
}

/** Escapes that readers take for different things: halves of characters, which together may be one, and NUL. */
export const UNCERTAIN_ESCAPE = String.raw`\\u(?:[dD][89a-fA-F]|0000)`;

/** A text, without its quotes. */
export function textOf(token: string): string {
  return `CASE WHEN STARTS_WITH(${token}, '"') THEN CASE WHEN STRPOS(${token}, '\\\\') = 0 THEN SUBSTR(${token}, 2, CHAR_LENGTH(${token}) - 2) ELSE JSON_VALUE(${token}, '$') END END`;
}
