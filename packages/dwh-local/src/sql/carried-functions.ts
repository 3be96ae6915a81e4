import { WINDOW_FUNCTIONS } from './analyze/window-function.js';
import { specialFunctions } from './analyze/special-functions.js';
import { AGGREGATES } from './functions/aggregate.js';
import { signedFunctions } from './functions/registry.js';

/** The names of all functions that are carried, by what they are. */
export function carriedFunctions(): { readonly plain: readonly string[]; readonly aggregate: readonly string[]; readonly window: readonly string[] } {
  const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
  return { plain: sorted([...signedFunctions(), ...specialFunctions(), 'EXTRACT', 'GROUPING']), aggregate: sorted(AGGREGATES.keys()), window: sorted(WINDOW_FUNCTIONS.keys()) };
}
