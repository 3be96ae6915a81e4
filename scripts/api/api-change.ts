import { apiParts } from './api-parts.ts';

export type Size = 'none' | 'patch' | 'minor' | 'major';

export const SIZES: readonly Size[] = ['none', 'patch', 'minor', 'major'];

export interface ApiChange {
  /** Parts that are gone, or that are otherwise, or that callers have to give now. */
  readonly broken: readonly string[];
  readonly added: readonly string[];
}

/** What is different between two reports of one API. */
export function apiChange(released: string, current: string): ApiChange {
  const before = apiParts(released);
  const after = apiParts(current);
  const added = [...after].filter(([path]) => !before.has(path));
  return {
    broken: [
      ...[...before].filter(([path, { text }]) => after.get(path)?.text !== text).map(([path]) => path),
      // A type that is new itself demands nothing of who does not use it.
      ...added.filter(([, { breaks }]) => breaks !== undefined && before.has(breaks)).map(([path]) => path),
    ],
    added: added.map(([path]) => path),
  };
}

/** How large a changeset a change needs. */
export function neededSize({ broken, added }: ApiChange): Size {
  if (broken.length > 0) return 'major';
  return added.length > 0 ? 'minor' : 'none';
}
