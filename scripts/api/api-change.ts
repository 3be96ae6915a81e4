import { apiParts } from './api-parts.ts';

export type Size = 'none' | 'patch' | 'minor' | 'major';

export const SIZES: readonly Size[] = ['none', 'patch', 'minor', 'major'];

export interface ApiChange {
  /** Parts that are gone, or that are otherwise, or that are demanded of users now. */
  readonly broken: readonly string[];
  /** What is new otherwise, and demands that are gone. */
  readonly added: readonly string[];
}

/** What is different between two reports of one API. */
export function apiChange(released: string, current: string): ApiChange {
  const before = apiParts(released);
  const after = apiParts(current);
  const gone = [...before].filter(([path, { text }]) => after.get(path)?.text !== text);
  const come = [...after].filter(([path]) => !before.has(path));
  // What is new itself demands nothing of who does not use it.
  const isDemanded = ([, { demandOf }]: (typeof come)[number]) => demandOf !== undefined && before.has(demandOf);
  const pathOf = ([path]: readonly [string, unknown]) => path;
  return {
    broken: [...gone.filter(([, { demandOf }]) => demandOf === undefined), ...come.filter(isDemanded)].map(pathOf),
    added: [...come.filter((part) => !isDemanded(part)), ...gone.filter(([, { demandOf }]) => demandOf !== undefined)].map(pathOf),
  };
}

/** How large a changeset a change needs. */
export function neededSize({ broken, added }: ApiChange): Size {
  if (broken.length > 0) return 'major';
  return added.length > 0 ? 'minor' : 'none';
}
