import type { Name } from '../ast/node.js';
import type { TableRef } from '../translation-context.js';

export interface NameDefaults {
  readonly project: string;
  readonly dataset?: { readonly project?: string; readonly dataset: string };
  readonly definitions?: ReadonlySet<string>;
}

const OF_LOCATIONS = /^INFORMATION_SCHEMA\.(SCHEMATA|SCHEMATA_OPTIONS|JOBS|JOBS_BY_PROJECT|JOBS_BY_USER)$/;

/** A path of one to three parts (more with INFORMATION_SCHEMA) as a full name; undefined where a part is missing or there are too many. */
export function resolvePath(path: readonly Name[], defaults: NameDefaults): TableRef | undefined {
  const names = path.map((part) => part.name);
  const schema = names.findIndex((name) => name.toUpperCase() === 'INFORMATION_SCHEMA');
  if (schema >= 0 && schema < names.length - 1) names.splice(schema, names.length - schema, `INFORMATION_SCHEMA.${names.slice(schema + 1).join('.').toUpperCase()}`);
  const [first, second, third] = names;
  // These are of a location, which is the query's own unless one is named.
  if (names.length <= 2 && OF_LOCATIONS.test(names.at(-1) ?? '') && !(names.length === 2 && /^region-/i.test(first ?? ''))) return { project: names.length === 2 ? (first as string) : defaults.project, dataset: 'region-', table: names.at(-1) as string };
  if (names.length === 3) return { project: first as string, dataset: second as string, table: third as string };
  if (names.length === 2) return { project: defaults.project, dataset: first as string, table: second as string };
  if (names.length === 1 && defaults.definitions?.has(first as string)) return { project: '', dataset: '', table: first as string };
  if (names.length !== 1 || defaults.dataset === undefined) return undefined;
  return { project: defaults.dataset.project ?? defaults.project, dataset: defaults.dataset.dataset, table: first as string };
}
