import { ARRAY_FUNCTIONS } from './array.js';
import { CONDITIONAL_FUNCTIONS } from './conditional.js';
import { DATE_TIME_FUNCTIONS } from './date-time.js';
import { HASH_FUNCTIONS } from './hash.js';
import { MATH_FUNCTIONS } from './math.js';
import { MORE_ARRAY_FUNCTIONS } from './more-arrays.js';
import { MORE_MATH_FUNCTIONS } from './more-math.js';
import { MORE_TEXT_FUNCTIONS } from './more-text.js';
import type { Signature } from './signature.js';
import { STRING_FUNCTIONS } from './string.js';

const FUNCTIONS: ReadonlyMap<string, readonly Signature[]> = new Map(
  [STRING_FUNCTIONS, MATH_FUNCTIONS, CONDITIONAL_FUNCTIONS, HASH_FUNCTIONS, ARRAY_FUNCTIONS, DATE_TIME_FUNCTIONS, MORE_MATH_FUNCTIONS, MORE_TEXT_FUNCTIONS, MORE_ARRAY_FUNCTIONS].flatMap((family) => Object.entries(family)),
);

/** The signatures of a function by its name in upper case. Functions whose arguments are more than values stand in `special-functions.ts`. */
export function findSignatures(name: string): readonly Signature[] | undefined {
  return FUNCTIONS.get(name);
}

/** All of them, by name. */
export function signedFunctions(): readonly string[] {
  return [...FUNCTIONS.keys()];
}
