import type { StagedFile } from '../../gcs/staged-files.js';
import { JobFailure } from '../jobs/job-failure.js';
import { MAX_HIVE_KEYS } from '../limits.js';
import { invalid } from '../refusals.js';
import { findField, type Field } from '../schema/field.js';
import { commonType, typeOfText, type DetectedType } from './detected-type.js';
import type { HiveOptions } from './hive-options.js';

/** The columns that paths hold, and their texts for a file. */
export interface HiveColumns {
  readonly fields: readonly Field[];
  texts(uri: string): readonly (string | null)[];
}

const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';
const AUTO_TYPES: ReadonlySet<DetectedType> = new Set(['INTEGER', 'DATE', 'TIMESTAMP']);

/** @param known the table's columns: its keys have these types. @throws JobFailure where the paths do not all have the same keys in the same order, ApiError 400 where there are too many */
export function hiveColumns(options: HiveOptions, files: readonly StagedFile[], known: readonly Field[] | undefined): HiveColumns {
  const paths = new Map(files.map((file) => [file.uri, pathKeys(options, file.uri)]));
  const names = options.keys?.map((field) => field.name) ?? paths.get(files[0]?.uri ?? '')?.map(([name]) => name) ?? [];
  if (names.length > MAX_HIVE_KEYS) throw invalid(`Too many partition keys: at most ${MAX_HIVE_KEYS} are allowed.`);
  for (const [uri, keys] of paths) {
    if (keys.length !== names.length || keys.some(([name], index) => name !== names[index])) throw differentKeys(names, keys.map(([name]) => name), uri);
  }
  const values = [...paths.values()];
  const fields = names.map((name, index): Field => findField(known ?? options.keys ?? [], name) ?? { name, type: options.mode === 'AUTO' ? autoType(values.map((keys) => keys[index]?.[1])) : 'STRING', mode: 'NULLABLE' });
  return { fields, texts: (uri) => (paths.get(uri) ?? []).map(([, value]) => (value === HIVE_NULL ? null : value)) };
}

function pathKeys({ prefix }: HiveOptions, uri: string): [name: string, value: string][] {
  if (!uri.startsWith(prefix)) throw new JobFailure({ reason: 'invalid', message: `The source URI ${uri} does not start with the sourceUriPrefix ${prefix}.` });
  return uri
    .slice(prefix.length)
    .split('/')
    .slice(0, -1)
    .filter((segment) => segment.includes('='))
    .map((segment) => [segment.slice(0, segment.indexOf('=')), segment.slice(segment.indexOf('=') + 1)]);
}

function autoType(texts: readonly (string | undefined)[]): Field['type'] {
  const types = texts.flatMap((text) => (text === undefined || text === HIVE_NULL ? [] : [typeOfText(text)]));
  const type = types.reduce<DetectedType | undefined>(commonType, undefined);
  return type !== undefined && AUTO_TYPES.has(type) ? type : 'STRING';
}

function differentKeys(expected: readonly string[], found: readonly string[], uri: string): JobFailure {
  const list = (names: readonly string[]) => `${names.length} (${names.join(', ')})`;
  return new JobFailure({ reason: 'invalid', location: uri, message: `Partition keys should be invariant from table creation across all partitions. Expected partition keys: ${list(expected)}, found: ${list(found)} at ${uri}` });
}
