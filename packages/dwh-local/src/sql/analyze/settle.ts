import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

/** An expression that a SELECT groups by may be used in it: the columns inside no longer count as ungrouped. */
export function settle(value: Typed, scope: Scope): Typed {
  if (value.uses.length === 0) return value;
  let uses = value.uses;
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (level.groupKeys?.has(value.sql)) uses = uses.filter((use) => use.scope !== level);
  }
  if (uses === value.uses) return value;
  // What it is made of would count again.
  const { parts: _, ...whole } = value;
  return { ...whole, uses };
}
