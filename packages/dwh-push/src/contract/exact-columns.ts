import type { $ZodObject } from 'zod/v4/core';

import { inputFormOf, type InputForm } from './input-form.js';

/** Whether a column takes numbers that a JavaScript number may not hold, or that must be told apart from what it would make of them. */
export function hasExactColumns(schema: $ZodObject): boolean {
  return isExact(inputFormOf(schema));
}

/** JSON.parse rounds: to an integer what is none, to infinity what is finite. */
function isExact(form: InputForm): boolean {
  if (form.kind === 'object') return [...form.fields.values()].some(isExact);
  if (form.kind === 'array') return isExact(form.element);
  return !['text', 'boolean', 'date'].includes(form.kind);
}
