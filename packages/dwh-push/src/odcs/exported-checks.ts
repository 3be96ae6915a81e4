import { regexes, toJSONSchema, type $ZodType } from 'zod/v4/core';

import { checksOf, defOf, namedType } from '../contract/schema-facts.js';
import { boundsOfStandard } from './number-bounds.js';

/** What both can express of a column's checks, and what only zod can. */
export interface ExportedChecks {
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly enumValues: readonly string[] | undefined;
  /** In words, for whoever exports. */
  readonly lost: readonly string[];
}

const EXPRESSED = ['minLength', 'maxLength', 'pattern', 'multipleOf', 'minItems', 'maxItems'] as const;

/** The formats of text that both know. */
const FORMATS: ReadonlySet<unknown> = new Set(['email', 'uuid', 'uri']);
/** The formats that are a pattern and nothing else. */
const PATTERNS: ReadonlySet<unknown> = new Set(['starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase', 'regex']);
/** The types whose values the standard has options for. */
const WITH_OPTIONS: ReadonlySet<string> = new Set(['STRING', 'INT64', 'FLOAT64', 'ARRAY']);

export function exportedChecks(schema: $ZodType, type: string): ExportedChecks {
  const lost = [...new Set(lostOf(schema))];
  if (namedType(schema) !== undefined || !WITH_OPTIONS.has(type)) return { options: {}, enumValues: undefined, lost: [...lost, ...withoutOptions(schema)] };
  const json = concrete(toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Record<string, unknown>);
  const expressed = EXPRESSED.flatMap((name) => (typeof json[name] === 'number' || typeof json[name] === 'string' ? [[name, json[name] as string | number]] : []));
  const options: Record<string, string | number | boolean> = { ...Object.fromEntries(expressed), ...boundsOfStandard(json) };
  // An integer of JavaScript has these bounds by itself.
  if (options['minimum'] === Number.MIN_SAFE_INTEGER) delete options['minimum'];
  if (options['maximum'] === Number.MAX_SAFE_INTEGER) delete options['maximum'];
  const isText = json['type'] === 'string';
  if (isText && typeof json['format'] === 'string' && !PATTERNS.has(json['format'])) {
    delete options['pattern'];
    if (FORMATS.has(json['format'])) options['format'] = json['format'];
    else lost.push(`the format ${json['format']}`);
  }
  const patterns = (json['allOf'] as readonly { pattern?: string }[] | undefined) ?? [];
  const enumValues = Array.isArray(json['enum']) && json['enum'].every((value) => typeof value === 'string') ? (json['enum'] as string[]) : typeof json['const'] === 'string' ? [json['const']] : undefined;
  if (json['const'] !== undefined && typeof json['const'] !== 'string') lost.push('that it is one value');
  else if (Array.isArray(json['enum']) && enumValues === undefined) lost.push('that it is one of some values');
  const isBig = defOf(concreteSchema(schema)).type === 'bigint';
  return { options, enumValues, lost: [...lost, ...(isBig ? withoutOptions(schema) : []), ...(patterns.length > 1 ? ['several patterns'] : [])] };
}

/** What is checked of a value for whose type the standard has no options. */
function withoutOptions(schema: $ZodType): readonly string[] {
  const value = concreteSchema(schema);
  const { format, precision, offset } = defOf(value) as { readonly format?: string; readonly precision?: number | null; readonly offset?: boolean };
  const bounds = checksOf(value).some((check) => BOUNDS.has(check._zod.def.check));
  return [...(bounds ? ['its bounds'] : []), ...(typeof precision === 'number' ? ['the precision of its text'] : []), ...(format === 'datetime' && offset !== true ? ['that its zone is Z'] : [])];
}

const BOUNDS: ReadonlySet<string> = new Set(['greater_than', 'less_than', 'multiple_of', 'min_length', 'max_length', 'length_equals']);

/** Below what wraps it. */
export function concreteSchema(schema: $ZodType): $ZodType {
  const def = defOf(schema);
  return 'innerType' in def ? concreteSchema(def.innerType) : schema;
}

/** Of a value that may be NULL: the value. */
function concrete(json: Record<string, unknown>): Record<string, unknown> {
  const branches = (json['anyOf'] as readonly Record<string, unknown>[] | undefined)?.filter(({ type }) => type !== 'null');
  return branches?.length === 1 ? concrete(branches[0] as Record<string, unknown>) : json;
}

function lostOf(schema: $ZodType): string[] {
  const def = defOf(schema);
  const own = [...lostOfFormat(def as object), ...('coerce' in def && def.coerce === true ? ['that values of other kinds are converted'] : []), ...checksOf(schema).flatMap(lostOfCheck)];
  switch (def.type) {
    case 'pipe':
      return [...own, 'a transform', ...lostOf(def.in)];
    case 'default':
    case 'prefault':
    case 'catch':
      return [...own, `a value for what is missing (${def.type})`, ...lostOf(def.innerType)];
    case 'nullable':
    case 'optional':
    case 'nonoptional':
    case 'readonly':
      return [...own, ...lostOf(def.innerType)];
    case 'union':
      return [...own, 'a union'];
    case 'date':
      return [...own, 'that values are Date objects'];
    default:
      return own;
  }
}

/** What a format asks for beyond its name. */
function lostOfFormat(def: { readonly format?: unknown; readonly protocol?: unknown; readonly hostname?: unknown; readonly version?: unknown; readonly pattern?: unknown }): readonly string[] {
  const { format, protocol, hostname, version, pattern } = def;
  if (format === 'url') return [...(protocol === undefined ? [] : ['the protocol of its URL']), ...(hostname === undefined ? [] : ['the host of its URL'])];
  if (format === 'uuid') return version === undefined ? [] : [`the version ${String(version)} of its UUID`];
  return format === 'email' && pattern instanceof RegExp && pattern.source !== regexes.email.source ? ['the pattern of its address'] : [];
}

function lostOfCheck(check: ReturnType<typeof checksOf>[number]): readonly string[] {
  const { check: kind, pattern } = check._zod.def as { readonly check: string; readonly pattern?: RegExp };
  if (kind === 'custom') return ['a check that is code'];
  if (kind === 'overwrite') return ['a change of the value'];
  // The standard's patterns have no flags.
  return kind === 'string_format' && pattern !== undefined && /[imsuvy]/.test(pattern.flags) ? [`the flags ${pattern.flags} of a pattern`] : [];
}
