import { BIGNUMERIC_TEXT, bignumericKeySql } from '../../engine/bignumeric-sql.js';
import { duckType } from '../../engine/type-map.js';
import { quoteLiteral } from '../../engine/quote.js';
import { leavesCalendar } from '../../sql/emit/calendar-range.js';
import { instantInKnown } from '../../sql/emit/time-zone.js';
import type { Field } from '../schema/field.js';

/** SQL for a column's value, and SQL that is true where its text is not a value of the column's type. */
export interface Cast {
  readonly value: string;
  readonly bad: string;
}

const DATE_PART = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME_PART = String.raw`([01]?\d|2[0-3]):\d{2}:\d{2}(\.\d{1,6})?`;
/** Seconds may be left out, the date may have slashes, and a zone is an offset of at most 14 hours, Z, or a name. */
const TIMESTAMP = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}([ Tt]([01]?\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,6})?)?)?( ?([Zz]|[+-]((0?\d|1[0-3])(:?[0-5]\d)?|14(:?00)?))| [A-Za-z_]+(/[A-Za-z_+-]+)*)?`;
/** The forms that DuckDB reads by itself. */
const TIMESTAMP_COMMON = String.raw`\d{4}-\d\d-\d\d[ T]([01]\d|2[0-3]):\d\d:\d\d(\.\d{1,6})?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?`;
/** The zone at the end, by its name, and what stands before it. */
const NAMED_ZONE = String.raw`^(.*) ([A-Za-z_]+(?:/[A-Za-z_+-]+)*)$`;
/** In the first and last year a zone may lead out of the calendar. */
const EDGE = String.raw`(0001|9999)[-/].*`;
const EPOCH_SECONDS = String.raw`-?\d{1,11}(\.\d{1,6})?`;
const TRUE = ['true', 't', 'yes', 'y', '1'];
const FALSE = ['false', 'f', 'no', 'n', '0'];
/** Bounded repetition makes the pattern slow, so that the nine digits are counted beside it. */
const NUMERIC_PLAIN = String.raw`[+-]?(\d+\.?\d*|\.\d+)`;
const NUMERIC_EXPONENT = String.raw`[+-]?(\d{1,12}(\.\d{0,3})?|\.\d{1,3})[eE][+-]?\d{1,2}`;
const FLOAT = String.raw`(?i)[+-]?(\d+(\.\d*)?([e][+-]?\d+)?|\.\d+([e][+-]?\d+)?|inf(inity)?|nan)`;

function matches(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${quoteLiteral(pattern)})`;
}

/** The casts from text, as the documentation of CSV and JSON loads words the formats. `t` is SQL for the text; NULL where it is not of the type. */
const SCALARS: Record<Exclude<Field['type'], 'RECORD'>, (t: string) => string> = {
  STRING: (t) => t,
  // What is written as it would be printed needs no pattern; patterns cost more than anything else in a load.
  // An OR in the place of the second WHEN takes DuckDB three times as long to plan, where there are many columns.
  INTEGER: (t) => `CASE WHEN TRY_CAST(${t} AS BIGINT)::VARCHAR = ${t} THEN TRY_CAST(${t} AS BIGINT) WHEN ${matches(t, String.raw`[+-]?\d+`)} THEN TRY_CAST(${t} AS BIGINT) END`,
  // DuckDB reads digits beyond the greatest double as infinity.
  FLOAT: (t) => `CASE WHEN ${matches(t, FLOAT)} AND (isfinite(TRY_CAST(${t} AS DOUBLE)) OR NOT ${matches(t, String.raw`.*\d.*`)}) THEN TRY_CAST(${t} AS DOUBLE) END`,
  NUMERIC: (t) =>
    `CASE WHEN ${matches(t, NUMERIC_PLAIN)} AND (strpos(${t}, '.') = 0 OR strlen(rtrim(${t}, '0')) - strpos(${t}, '.') <= 9) THEN ${plainDecimal(t)} ` +
    `WHEN ${matches(t, NUMERIC_EXPONENT)} AND TRY_CAST(${t} AS DECIMAL(38,9))::DOUBLE = TRY_CAST(${t} AS DOUBLE) THEN TRY_CAST(${t} AS DECIMAL(38,9)) END`,
  BIGNUMERIC: (t) => `CASE WHEN ${matches(t, BIGNUMERIC_TEXT)} THEN ${bignumericKeySql(t)} END`,
  // DuckDB makes a join of an IN with many values: hundreds of such columns take all memory.
  BOOLEAN: (t) => `CASE lower(${t}) ${[...TRUE.map((word) => `WHEN '${word}' THEN true`), ...FALSE.map((word) => `WHEN '${word}' THEN false`)].join(' ')} END`,
  BYTES: (t) => `CASE WHEN ${matches(t, '[A-Za-z0-9+/]*={0,2}')} AND strlen(${t}) % 4 = 0 THEN TRY(from_base64(${t})) END`,
  DATE: (t) => `CASE WHEN strlen(${t}) = 10 AND TRY_CAST(${t} AS DATE)::VARCHAR = ${t} AND NOT starts_with(${t}, '0000') THEN TRY_CAST(${t} AS DATE) END`,
  TIME: (t) => `CASE WHEN ${matches(t, TIME_PART)} THEN TRY_CAST(${t} AS TIME) END`,
  DATETIME: (t) => `CASE WHEN ${matches(t, `${DATE_PART}([ Tt]${TIME_PART})?`)} AND ${t} NOT LIKE '0000%' THEN TRY_CAST(upper(${t}) AS TIMESTAMP) END`,
  TIMESTAMP: (t) => `CASE ${writtenTimestamp(t)}WHEN ${matches(t, EPOCH_SECONDS)} THEN TRY(make_timestamptz((TRY_CAST(${t} AS DECIMAL(38,6)) * 1000000)::BIGINT)) END`,
  JSON: (t) => `canonical_json(${t})::JSON`,
};

function writtenTimestamp(t: string): string {
  const other = `CASE WHEN ${matches(t, TIMESTAMP)} THEN CASE WHEN regexp_matches(${t}, ${quoteLiteral(NAMED_ZONE)}) THEN ${inNamedZone(t)} ELSE TRY_CAST(${timestampText(t)} AS TIMESTAMPTZ) END END`;
  return (
    `WHEN ${matches(t, EDGE)} THEN CASE WHEN NOT ${leavesCalendar(`(${other})`, 'TIMESTAMP')} THEN ${other} END ` +
    `WHEN ${matches(t, TIMESTAMP_COMMON)} AND ${t} NOT LIKE '0000%' THEN TRY_CAST(${t} AS TIMESTAMPTZ) ` +
    `WHEN ${matches(t, TIMESTAMP)} AND ${t} NOT LIKE '0000%' THEN ${other} `
  );
}

function inNamedZone(t: string): string {
  const part = (group: number) => `regexp_extract(${t}, ${quoteLiteral(NAMED_ZONE)}, ${group})`;
  return instantInKnown(part(2), `TRY_CAST(${timestampText(part(1))} AS TIMESTAMP)`);
}

/** DuckDB reads decimals of up to 18 digits forty times as fast as longer ones. */
function plainDecimal(t: string): string {
  return `coalesce(TRY_CAST(${t} AS DECIMAL(18,9))::DECIMAL(38,9), TRY_CAST(${t} AS DECIMAL(38,9)))`;
}

/** DuckDB wants dashes, seconds, and offsets of two digits. */
function timestampText(t: string): string {
  const dashed = `regexp_replace(${t}, '^(\\d{4})/(\\d{1,2})/', '\\1-\\2-')`;
  const spaced = `regexp_replace(regexp_replace(${dashed}, '^([^ Tt]+)[Tt]', '\\1 '), '[Zz]$', '+00')`;
  const seconds = `regexp_replace(${spaced}, '^(\\S+ \\d{1,2}:\\d{2})($| |[+-])', '\\1:00\\2')`;
  const offset = `regexp_replace(${seconds}, ' ?([+-])(\\d):?(\\d{2})?$', '\\10\\2:\\3')`;
  const minutes = `regexp_replace(${offset}, ':$', '')`;
  return `regexp_replace(${minutes}, ' ([+-]\\d{2}(:?\\d{2})?)$', '\\1')`;
}

/** Whether a column is one scalar: then its text is bad where it is not NULL and the value is. */
export function isScalar(field: Field): boolean {
  return field.mode !== 'REPEATED' && field.type !== 'RECORD';
}

/** A scalar as a query parameter is written: a TIMESTAMP is no number of seconds. */
const PARAMETERS: typeof SCALARS = { ...SCALARS, TIMESTAMP: (t) => `CASE ${writtenTimestamp(t)}END` };

/** A top-level column from its text. Records and lists are JSON texts in which every record is an array and every value a string. */
export function castColumn(field: Field, text: string): Cast {
  return castFrom(field, text, SCALARS);
}

/** The same for a query parameter. */
export function castParameter(field: Field, text: string): Cast {
  return castFrom(field, text, PARAMETERS);
}

function castFrom(field: Field, text: string, scalars: typeof SCALARS): Cast {
  if (field.mode === 'REPEATED') return castList(field, `(${text})::JSON`, 0, scalars);
  if (field.type === 'RECORD') return castRecord(field, `(${text})::JSON`, 0, scalars);
  return castScalar(field.type, text, scalars);
}

function castScalar(type: Exclude<Field['type'], 'RECORD'>, text: string, scalars: typeof SCALARS): Cast {
  if (type === 'STRING') return { value: text, bad: 'false' };
  const value = scalars[type](text);
  return { value, bad: `(${text} IS NOT NULL AND (${value}) IS NULL)` };
}

/** `item` is SQL for a JSON value. */
function castItem(field: Field, item: string, depth: number, scalars: typeof SCALARS): Cast {
  if (field.mode === 'REPEATED') return castList(field, item, depth, scalars);
  if (field.type === 'RECORD') return castRecord(field, item, depth, scalars);
  return castScalar(field.type, `json_extract_string(${item}, '$')`, scalars);
}

function castRecord(field: Field, item: string, depth: number, scalars: typeof SCALARS): Cast {
  const parts = (field.fields ?? []).map((child, index) => ({ child, cast: castItem(child, `json_extract(${item}, '$[${index}]')`, depth, scalars) }));
  const missing = (entry: (typeof parts)[number]) => (entry.child.mode === 'REQUIRED' ? ` OR (${entry.cast.value}) IS NULL` : '');
  const struct = `struct_pack(${parts.map((entry) => `"${entry.child.name}" := ${entry.cast.value}`).join(', ')})`;
  const absent = `(${item} IS NULL OR json_type(${item}) = 'NULL')`;
  return {
    value: `CASE WHEN ${absent} THEN NULL ELSE ${struct} END`,
    bad: `(NOT ${absent} AND (${parts.map((entry) => entry.cast.bad + missing(entry)).join(' OR ')}))`,
  };
}

function castList(field: Field, list: string, depth: number, scalars: typeof SCALARS): Cast {
  const name = `x${depth}`;
  const cast = castItem({ ...field, mode: 'NULLABLE' }, name, depth + 1, scalars);
  const items = `TRY_CAST(${list} AS JSON[])`;
  return {
    value: `coalesce(list_transform(${items}, lambda ${name}: ${cast.value}), []::${duckType(field)})`,
    bad: `coalesce(list_bool_or(list_transform(${items}, lambda ${name}: ${cast.bad})), false)`,
  };
}
