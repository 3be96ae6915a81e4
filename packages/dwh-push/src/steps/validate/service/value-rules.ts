import type { $ZodCheck, $ZodType } from 'zod/v4/core';

import type { Column } from '../../../contract/column.js';
import { checksOf, defOf } from '../../../contract/schema-facts.js';
import type { Parameters } from './parameters.js';
import { re2Pattern } from './re2-pattern.js';

/** SQL that is true where a text breaks a rule. */
export interface SqlRule {
  readonly rule: string;
  readonly broken: string;
}

/** What SQL cannot say of a contract; the message is about the column and holds no value. */
export class Inexpressible extends Error {}

interface Cell {
  readonly column: Column;
  /** SQL for its text, which is a value of the column's type. */
  readonly cell: string;
  readonly parameters: Parameters;
}

/**
 * What a column's zod schema asks of a value beyond its type, in the order in which zod asks it, by the codes of zod's issues.
 *
 * @throws Inexpressible
 */
export function valueRules(schema: $ZodType, cell: Cell): readonly SqlRule[] {
  const own = membership(schema, cell);
  const self = (schema._zod as unknown as { traits: Set<string> }).traits.has('$ZodCheck') ? [schema as unknown as $ZodCheck] : [];
  return [...own, ...[...self, ...checksOf(schema)].flatMap((check) => checkRules(check, cell))];
}

function membership(schema: $ZodType, { column, cell, parameters }: Cell): readonly SqlRule[] {
  const def = defOf(schema);
  if (def.type === 'enum') return [{ rule: 'invalid_value', broken: `${cell} NOT IN UNNEST(${parameters.add('STRING', Object.values(def.entries).map((entry) => wellFormed(String(entry), column)))})` }];
  if (def.type === 'literal') {
    const values = def.values.filter((value) => value !== null && value !== undefined).map((value) => wellFormed(String(value), column));
    const text = column.input === 'boolean' ? `LOWER(${cell})` : cell;
    return [{ rule: 'invalid_value', broken: `${text} NOT IN UNNEST(${parameters.add('STRING', values)})` }];
  }
  if (!['string', 'number', 'bigint', 'boolean'].includes(def.type)) throw new Inexpressible(`column "${column.name}" is of the zod type ${def.type}`);
  return [];
}

/** As far as a check's definition is looked at. */
interface CheckDef {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly prefix?: string;
  readonly suffix?: string;
}

function checkRules(check: $ZodCheck, cell: Cell): readonly SqlRule[] {
  const def = check._zod.def as unknown as CheckDef;
  const { column } = cell;
  switch (def.check) {
    case 'min_length': {
      const minimum = lengthIn(def.minimum, column);
      return [{ rule: 'too_small', broken: `${lengthOf(cell, minimum < 2 || !passes(check, minimum - 1))} < ${minimum}` }];
    }
    case 'max_length': {
      const maximum = lengthIn(def.maximum, column);
      return [{ rule: 'too_big', broken: `${lengthOf(cell, maximum < 1 || passes(check, maximum))} > ${maximum}` }];
    }
    case 'length_equals': {
      const wanted = lengthIn(def.length, column);
      const length = lengthOf(cell, wanted < 1 || passes(check, wanted));
      return [{ rule: 'too_big', broken: `${length} > ${wanted}` }, { rule: 'too_small', broken: `${length} < ${wanted}` }];
    }
    case 'greater_than':
      return [{ rule: 'too_small', broken: `${numberOf(cell)} ${def.inclusive === true ? '<' : '<='} ${bound(def.value, cell)}` }];
    case 'less_than':
      return [{ rule: 'too_big', broken: `${numberOf(cell)} ${def.inclusive === true ? '>' : '>='} ${bound(def.value, cell)}` }];
    case 'number_format':
    case 'bigint_format':
      return numberFormat(def.format ?? '', cell);
    case 'string_format':
      return stringFormat(def, cell);
    default:
      throw new Inexpressible(`column "${column.name}" has a check that is code (${def.check})`);
  }
}

/** Longer texts are not tried. */
const MAX_LENGTH = 1_000_000;

function lengthIn(length: number | undefined, { name }: Column): number {
  if (!Number.isSafeInteger(length) || (length as number) < 0 || (length as number) > MAX_LENGTH) throw new Inexpressible(`column "${name}" has a length of ${length}`);
  return length as number;
}

/** Versions of zod differ in what they count, UTF-16 units or code points: the check itself is asked, of a text of so many characters that are two units each. */
function passes(check: $ZodCheck, characters: number): boolean {
  const payload = { value: '\u{1f600}'.repeat(characters), issues: [] as unknown[] };
  void check._zod.check(payload as never);
  return payload.issues.length === 0;
}

function lengthOf({ cell }: Cell, inCodePoints: boolean): string {
  const points = `CHAR_LENGTH(${cell})`;
  return inCodePoints ? points : `(${points} + CHAR_LENGTH(REGEXP_REPLACE(${cell}, r'[^\\x{10000}-\\x{10FFFF}]', '')))`;
}

function numberOf({ column, cell }: Cell): string {
  if (column.input === 'number') return `SAFE_CAST(${cell} AS FLOAT64)`;
  if (column.input === 'bigint') return `SAFE_CAST(${cell} AS INT64)`;
  throw new Inexpressible(`column "${column.name}" has a range, and is no number`);
}

function bound(value: unknown, { column, parameters }: Cell): string {
  if (column.input === 'number' && typeof value === 'number' && Number.isFinite(value)) return parameters.add('FLOAT64', String(value));
  if (column.input === 'bigint' && typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return parameters.add('INT64', String(value));
  throw new Inexpressible(`column "${column.name}" has a range whose end is not a number of its type`);
}

/** Those that every value of the column's type keeps. */
const HELD_BY_TYPE = new Set(['safeint', 'float64', 'int64']);
const RANGES: Readonly<Record<string, readonly [string, string]>> = { int32: ['-2147483648', '2147483647'], uint32: ['0', '4294967295'] };

function numberFormat(format: string, cell: Cell): readonly SqlRule[] {
  if (HELD_BY_TYPE.has(format)) return [];
  const [least, most] = RANGES[format] ?? [];
  if (least === undefined || most === undefined) throw new Inexpressible(`column "${cell.column.name}" is of the number format ${format}`);
  return [{ rule: 'too_small', broken: `${numberOf(cell)} < ${least}` }, { rule: 'too_big', broken: `${numberOf(cell)} > ${most}` }];
}

/** Formats that are their pattern and nothing more. */
const PATTERN_FORMATS = new Set(['regex', 'guid', 'uuid', 'date', 'time', 'datetime', 'lowercase', 'uppercase', 'nanoid', 'ulid', 'e164']);

function stringFormat(def: CheckDef, { column, cell, parameters }: Cell): readonly SqlRule[] {
  const { format = '', pattern } = def;
  const refuse = (why: string) => new Inexpressible(`column "${column.name}" ${why}`);
  const rule = 'invalid_format';
  if (format === 'starts_with') return [{ rule, broken: `NOT STARTS_WITH(${cell}, ${parameters.add('STRING', wellFormed(def.prefix as string, column))})` }];
  if (format === 'ends_with') return [{ rule, broken: `NOT ENDS_WITH(${cell}, ${parameters.add('STRING', wellFormed(def.suffix as string, column))})` }];
  // A subclass may look at more than the pattern.
  if (!PATTERN_FORMATS.has(format) || pattern === undefined) throw refuse(`is of the format ${format}`);
  const translated = re2Pattern(pattern);
  if (translated === undefined) throw refuse(`has a pattern that BigQuery may read differently (${format})`);
  return [{ rule, broken: `NOT REGEXP_CONTAINS(${cell}, ${parameters.add('STRING', translated)})` }];
}

/** Half a surrogate pair cannot be sent, and no UTF-8 text holds one. */
function wellFormed(text: string, { name }: Column): string {
  if (Buffer.from(text).toString() !== text) throw new Inexpressible(`column "${name}" names a text that is no Unicode`);
  return text;
}
