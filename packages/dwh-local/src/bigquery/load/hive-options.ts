import { invalid, isUnset, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalString, optionalStrings } from '../request-fields.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';

/** `hivePartitioningOptions`: columns whose values are in the paths of the files, as `key=value`. */
export interface HiveOptions {
  readonly mode: 'AUTO' | 'STRINGS' | 'CUSTOM';
  /** What all URIs start with, up to the first key. */
  readonly prefix: string;
  /** The keys and their types, in the mode CUSTOM. */
  readonly keys: readonly Field[] | undefined;
  readonly requirePartitionFilter: boolean;
}

const TOKENS = /^((?:\/?\{[^{}:]+:[^{}:]+\})+)\/?$/;

/** @throws ApiError 400, 501 for types of keys that are not carried */
export function parseHiveOptions(body: Readonly<Record<string, unknown>> | undefined, where: string): HiveOptions | undefined {
  if (body === undefined || isUnset(body)) return undefined;
  // The keys are answered, not asked for.
  refuseUnknown(body, new Set(['mode', 'sourceUriPrefix', 'requirePartitionFilter', 'fields']), where);
  optionalStrings(body, 'fields');
  const mode = optionalChoice({ mode: optionalString(body, 'mode')?.toUpperCase() }, 'mode', ['AUTO', 'STRINGS', 'CUSTOM']) ?? 'AUTO';
  const given = optionalString(body, 'sourceUriPrefix') ?? '';
  if (given === '') throw invalid('Required parameter is missing: sourceUriPrefix', `${where}.sourceUriPrefix`);
  const at = given.indexOf('{');
  const prefix = at === -1 ? given : given.slice(0, at);
  const requirePartitionFilter = optionalBoolean(body, 'requirePartitionFilter') ?? false;
  const slashed = prefix.endsWith('/') ? prefix : `${prefix}/`;
  if (mode !== 'CUSTOM') {
    if (at !== -1) throw invalid(`Only the mode CUSTOM has keys in sourceUriPrefix.`, `${where}.sourceUriPrefix`);
    return { mode, prefix: slashed, keys: undefined, requirePartitionFilter };
  }
  return { mode, prefix: slashed, keys: parseTokens(at === -1 ? '' : given.slice(at), where), requirePartitionFilter };
}

function parseTokens(text: string, where: string): readonly Field[] {
  if (!TOKENS.test(text)) throw invalid('In the mode CUSTOM sourceUriPrefix must end with the keys: {name:TYPE}/{name:TYPE}', `${where}.sourceUriPrefix`);
  const fields = [...text.matchAll(/\{([^{}:]+):([^{}:]+)\}/g)].map(([, name = '', type = '']) => ({ name, type }));
  const parsed = parseSchema({ fields }) ?? [];
  for (const field of parsed) if (field.type === 'RECORD' || field.type === 'JSON') throw notImplemented(`${where}: a key of type ${field.type}`);
  return parsed;
}
